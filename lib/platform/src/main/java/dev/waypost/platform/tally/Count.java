package dev.waypost.platform.tally;

import java.util.Locale;

/// What is counted. The code is what travels and is stored: it never changes its meaning.
public enum Count {
    /// Messages that are durable here.
    ACCEPTED("A"),
    /// Messages that a provider took.
    SENT("S"),
    /// Messages that reached the recipient's phone.
    DELIVERED("D"),
    /// Messages that the recipient saw.
    READ("R"),
    /// Messages that failed for good.
    FAILED("F"),
    /// Messages from users.
    RECEIVED("I"),
    /// Receipts, and what else providers tell of that no user wrote.
    RECEIPTS("U"),
    /// Webhooks with at least one new event.
    WEBHOOKS("W"),
    /// Deliveries that a project took.
    PROJECT_DELIVERED("P"),
    /// Deliveries that are not tried any more.
    PROJECT_FAILED("Q"),
    /// Endpoints that began to work.
    CONNECTED("C"),
    /// Endpoints that ceased to work.
    DISCONNECTED("X"),
    /// Tries that nobody answered in time, or of which it is not known what became.
    ERROR_TIMEOUT("ET"),
    /// Tries that reached nobody.
    ERROR_NETWORK("EN"),
    /// Tries whose credential was refused, or whose account is blocked.
    ERROR_AUTH("EA"),
    /// Tries without a session.
    ERROR_SESSION("ES"),
    /// Tries that came too fast.
    ERROR_RATE("EL"),
    /// Tries to somebody who cannot be reached.
    ERROR_RECIPIENT("ER"),
    /// Tries with a content that was refused.
    ERROR_CONTENT("EC"),
    /// Tries that the provider could not carry out.
    ERROR_PROVIDER("EP"),
    /// Tries that failed otherwise.
    ERROR_OTHER("EO");

    private final String code;

    Count(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    public boolean isError() {
        return name().startsWith("ERROR_");
    }

    /// What kind of error it counts, such as `TIMEOUT`.
    public String kind() {
        return name().substring("ERROR_".length()).toUpperCase(Locale.ROOT);
    }
}

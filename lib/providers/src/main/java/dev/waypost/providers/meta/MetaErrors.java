package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.SendOutcome.Refusal;
import dev.waypost.providers.SendOutcome.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What each Graph error code means for a message: the code decides, not the HTTP status, which often disagrees.
/// The codes stand in `errors.tsv`.
public final class MetaErrors {
    private static final List<Row> TABLE = read();

    /// What a code says about a message, whatever its number is.
    private enum Meaning {
        ENDPOINT_AUTH,
        ENDPOINT_BLOCKED,
        ENDPOINT_CONFIG,
        ENDPOINT_THROTTLED,
        RETRY_ENDPOINT,
        RETRY_APP_WIDE,
        RETRY_WABA_WIDE,
        RETRY_PAIR,
        RETRY_LIMITED,
        RETRY_LATER,
        RETRY_BACKOFF,
        /// Not before a day has passed, and then only if somebody still wants it: we do not.
        RETRY_NOT_BEFORE_24H,
        PERMANENT,
        /// About something a user sent; no answer to a send should carry it.
        INCOMING,
        PERMANENT_NEEDS_TEMPLATE,
        PERMANENT_TEMPLATE,
        TEMPLATE_PAUSED,
        PERMANENT_RECIPIENT,
        PERMANENT_RECIPIENT_TEMPLATE,
        PERMANENT_RECIPIENT_MARKETING
    }

    private record Row(int from, int to, Meaning meaning, Duration pause) {
        boolean holds(int code) {
            return code >= from && code <= to;
        }
    }

    private MetaErrors() {}

    /// The outcome of a call that was answered with `error`.
    static SendOutcome outcome(MetaError error) {
        Optional<Row> found =
                TABLE.stream().filter(row -> row.holds(error.code())).findFirst();
        if (found.isEmpty()) {
            if (error.isTransient() || error.httpStatus() == 429) {
                return retry(error, Duration.ZERO, true);
            }
            // A word that we do not know does not say that nothing was sent.
            return error.httpStatus() >= 500 ? new SendOutcome.Unknown(error.text()) : refused(error, Refusal.CONTENT);
        }
        Duration wait = found.get().pause();
        return switch (found.get().meaning()) {
            case ENDPOINT_AUTH -> broken(error, CauseKind.CREDENTIAL);
            case ENDPOINT_BLOCKED, ENDPOINT_CONFIG -> broken(error, CauseKind.ACCOUNT);
            case ENDPOINT_THROTTLED, RETRY_ENDPOINT -> slow(error, Scope.NUMBER, wait);
            case RETRY_APP_WIDE -> slow(error, Scope.APP, wait);
            case RETRY_WABA_WIDE -> slow(error, Scope.ACCOUNT, wait);
            case RETRY_PAIR -> slow(error, Scope.PAIR, wait);
            case RETRY_LIMITED, RETRY_LATER -> retry(error, wait, true);
            case RETRY_BACKOFF -> retry(error, wait, false);
            case PERMANENT_NEEDS_TEMPLATE -> refused(error, Refusal.WINDOW_CLOSED);
            case PERMANENT_TEMPLATE, TEMPLATE_PAUSED -> refused(error, Refusal.TEMPLATE);
            case PERMANENT_RECIPIENT,
                    PERMANENT_RECIPIENT_TEMPLATE,
                    PERMANENT_RECIPIENT_MARKETING,
                    RETRY_NOT_BEFORE_24H -> refused(error, Refusal.RECIPIENT);
            case PERMANENT, INCOMING ->
                // The number itself is missing, or not for this token.
                error.code() == 100 && error.subcode() == 33
                        ? broken(error, CauseKind.ACCOUNT)
                        : refused(error, Refusal.CONTENT);
        };
    }

    /// The outcome of an error of Meta's that a gateway passed on as its own answer.
    ///
    /// @param error what stands inside Meta's envelope
    public static SendOutcome relayed(int httpStatus, JsonNode error) {
        return outcome(MetaError.of(error, httpStatus, Optional.empty()));
    }

    /// True when the table speaks of this code.
    static boolean knows(int code) {
        return TABLE.stream().anyMatch(row -> row.holds(code));
    }

    private static SendOutcome broken(MetaError error, CauseKind kind) {
        return new SendOutcome.EndpointBroken(kind, error.text());
    }

    private static SendOutcome refused(MetaError error, Refusal reason) {
        return new SendOutcome.Refused(reason, String.valueOf(error.code()), error.text());
    }

    private static SendOutcome retry(MetaError error, Duration wait, boolean limited) {
        return new SendOutcome.Retry(error.retryAfter().orElse(wait), error.text(), limited);
    }

    private static SendOutcome slow(MetaError error, Scope scope, Duration wait) {
        return new SendOutcome.SlowDown(scope, error.retryAfter().orElse(wait), error.text());
    }

    private static List<Row> read() {
        try (InputStream file = Objects.requireNonNull(MetaErrors.class.getResourceAsStream("errors.tsv"))) {
            List<Row> rows = new ArrayList<>();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.addAll(rows(line.split("\t")));
                }
            }
            return List.copyOf(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `131026`, `200-299` and `133005/133006` are ways to write codes.
    private static List<Row> rows(String[] cells) {
        List<Row> rows = new ArrayList<>();
        for (String part : cells[0].split("/")) {
            String[] ends = part.split("-");
            rows.add(new Row(
                    Integer.parseInt(ends[0]),
                    Integer.parseInt(ends[ends.length - 1]),
                    Meaning.valueOf(cells[1]),
                    Duration.ofSeconds(Long.parseLong(cells[2]))));
        }
        return rows;
    }
}

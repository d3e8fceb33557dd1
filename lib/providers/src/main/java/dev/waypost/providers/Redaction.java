package dev.waypost.providers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// Takes out of a provider's words what must not be kept: the key, the recipient, what the message says.
public final class Redaction {
    private static final int LONGEST = 300;
    private static final int SHORTEST_SECRET = 4;
    private static final Pattern NUMBER = Pattern.compile("\\+?\\d{8,}");
    private static final String GONE = "…";

    private final List<String> secrets;

    private Redaction(List<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /// What a provider may repeat about this send.
    public static Redaction of(EndpointAccess endpoint, OutgoingMessage message) {
        var secrets = new ArrayList<>(keys(endpoint));
        secrets.add(message.to());
        switch (message.content()) {
            case Content.Text text -> secrets.add(text.body());
            case Content.Media media -> {
                if (media.caption() != null) {
                    secrets.add(media.caption());
                }
                if (media.source() instanceof MediaSource.Link link) {
                    secrets.add(link.url());
                }
            }
            case Content.Interactive interactive -> secrets.add(interactive.body());
            case Content.Poll poll -> {
                secrets.add(poll.question());
                secrets.addAll(poll.options());
            }
            case Content.Contacts contacts -> contacts.cards().forEach(card -> secrets.add(card.formattedName()));
            case Content.Template template ->
                template.components().stream()
                        .flatMap(component -> component.parameters().stream())
                        .forEach(parameter -> {
                            if (parameter.value() instanceof TemplateComponent.Value.Text text) {
                                secrets.add(text.text());
                            }
                        });
            default -> {}
        }
        return new Redaction(secrets);
    }

    /// What a provider may repeat about any call to this endpoint.
    public static Redaction of(EndpointAccess endpoint) {
        return new Redaction(keys(endpoint));
    }

    private static List<String> keys(EndpointAccess endpoint) {
        String key = endpoint.apiKey().reveal();
        var secrets = new ArrayList<>(List.of(key));
        secrets.addAll(List.of(key.split(":", 2)));
        return secrets;
    }

    /// The provider's words, fit to be kept and shown.
    public String clean(String said) {
        String text = said;
        for (String secret : secrets) {
            text = text.replace(secret, GONE);
        }
        text = NUMBER.matcher(text).replaceAll(GONE).replaceAll("\\s+", " ").strip();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /// An outcome whose words are fit to be kept.
    public SendOutcome clean(SendOutcome outcome) {
        return switch (outcome) {
            case SendOutcome.Accepted accepted -> accepted;
            case SendOutcome.Refused refused ->
                new SendOutcome.Refused(refused.reason(), refused.code(), clean(refused.detail()));
            case SendOutcome.Retry retry -> new SendOutcome.Retry(retry.after(), clean(retry.cause()), retry.limited());
            case SendOutcome.SlowDown slow -> new SendOutcome.SlowDown(slow.scope(), slow.after(), clean(slow.cause()));
            case SendOutcome.EndpointBroken broken ->
                new SendOutcome.EndpointBroken(broken.kind(), clean(broken.cause()));
            case SendOutcome.Unknown unknown -> new SendOutcome.Unknown(clean(unknown.cause()));
        };
    }
}

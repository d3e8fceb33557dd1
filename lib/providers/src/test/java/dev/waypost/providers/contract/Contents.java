package dev.waypost.providers.contract;

import dev.waypost.providers.ContactCard;
import dev.waypost.providers.Content;
import dev.waypost.providers.Content.MediaKind;
import dev.waypost.providers.InteractiveAction;
import dev.waypost.providers.InteractiveHeader;
import dev.waypost.providers.MediaSource;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.TemplateComponent;
import dev.waypost.providers.TemplateComponent.Part;
import dev.waypost.providers.TemplateComponent.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One content of every kind, in the words of one provider where ids are concerned.
public final class Contents {
    private static final byte[] FILE = {1, 2, 3, 4};

    private Contents() {}

    /// The id of a message that a user wrote, as the provider names it.
    public static String messageId(ProviderKind kind) {
        return switch (kind) {
            case META_CLOUD -> "wamid.HBgL";
            case WAHA -> "false_4915112345678@c.us_3EB0AA01AA01";
            case GOWA, EVOLUTION -> "3EB0AA01AA01";
        };
    }

    public static List<Content> all(ProviderKind kind) {
        String id = messageId(kind);
        List<Content> all = new ArrayList<>(List.of(
                new Content.Text("grüße 😀 https://example.com", true),
                media(MediaKind.IMAGE, "a.jpg", "caption", false),
                media(MediaKind.VIDEO, "a.mp4", "caption", false),
                media(MediaKind.AUDIO, "a.mp3", null, false),
                media(MediaKind.AUDIO, "a.ogg", null, true),
                media(MediaKind.DOCUMENT, "a.pdf", "caption", false),
                media(MediaKind.STICKER, "a.webp", null, false),
                bytes(MediaKind.IMAGE, "image/png"),
                bytes(MediaKind.DOCUMENT, "application/pdf"),
                new Content.Media(MediaKind.IMAGE, new MediaSource.ProviderId("1234567890"), null, null, null, false),
                new Content.Location(52.5, 13.4, "Office", "Street 1"),
                new Content.Location(1e-7, -13.4, null, null),
                new Content.Contacts(List.of(card("Ada Lovelace"))),
                new Content.Contacts(List.of(card("Ada Lovelace"), card("Bob; Smith"))),
                new Content.Reaction(id, "👍", false),
                new Content.Reaction(id, "", true),
                new Content.Poll("Which?", List.of("one", "two", "three"), 2),
                new Content.ReadMark(id),
                new Content.Typing(id, Duration.ofMillis(10))));
        all.addAll(templates());
        all.addAll(interactives());
        return all;
    }

    private static List<Content> templates() {
        return List.of(
                new Content.Template("hello_world", "en_US", List.of()),
                new Content.Template("order", "en_US", List.of(TemplateComponent.body("Ada", "17"))),
                new Content.Template(
                        "offer",
                        "de",
                        List.of(
                                component(Part.HEADER, null, new Value.Medium(image())),
                                component(
                                        Part.BODY,
                                        null,
                                        new Value.Text("Ada"),
                                        new Value.Currency("EUR", 12990, "12,99 €"),
                                        new Value.DateTime("1 May")),
                                component(Part.BUTTON, "quick_reply", new Value.Payload("yes")),
                                component(Part.BUTTON, "url", new Value.Text("abc")),
                                component(Part.BUTTON, "copy_code", new Value.CouponCode("SAVE10")))));
    }

    private static List<Content> interactives() {
        var text = new InteractiveHeader.Text("Header");
        return List.of(
                new Content.Interactive(
                        null,
                        "Choose",
                        "footer",
                        new InteractiveAction.Buttons(List.of(
                                new InteractiveAction.Button("a", "Yes"), new InteractiveAction.Button("b", "No")))),
                new Content.Interactive(
                        new InteractiveHeader.Medium(image()),
                        "Choose",
                        null,
                        new InteractiveAction.Buttons(List.of(new InteractiveAction.Button("a", "Yes")))),
                new Content.Interactive(
                        text,
                        "Choose",
                        "footer",
                        new InteractiveAction.Choices(
                                "Open",
                                List.of(new InteractiveAction.Section(
                                        "One",
                                        List.of(
                                                new InteractiveAction.Row("1", "First", "about"),
                                                new InteractiveAction.Row("2", "Second", null)))))),
                new Content.Interactive(
                        text, "Look", null, new InteractiveAction.LinkButton("Go", "https://example.com")),
                new Content.Interactive(
                        null,
                        "Fill in",
                        null,
                        new InteractiveAction.Flow("123", "Open", "token", "FIRST", "{\"a\":1}", true)),
                new Content.Interactive(null, "Where?", null, new InteractiveAction.LocationRequest()));
    }

    private static TemplateComponent component(Part part, @Nullable String kind, Value... values) {
        List<TemplateComponent.Parameter> parameters = java.util.Arrays.stream(values)
                .map(value -> new TemplateComponent.Parameter(null, value))
                .toList();
        return new TemplateComponent(part, kind, 0, parameters, List.of());
    }

    private static Content.Media image() {
        return Content.Media.link(MediaKind.IMAGE, "https://example.com/a.jpg");
    }

    private static Content.Media media(MediaKind kind, String file, @Nullable String caption, boolean voice) {
        return new Content.Media(
                kind,
                new MediaSource.Link("https://example.com/" + file),
                caption,
                kind == MediaKind.DOCUMENT ? file : null,
                null,
                voice);
    }

    private static Content.Media bytes(MediaKind kind, String type) {
        return new Content.Media(kind, new MediaSource.Bytes(FILE), null, null, type, false);
    }

    private static ContactCard card(String name) {
        return new ContactCard(
                name,
                "Ada",
                null,
                List.of("+4915112345678"),
                List.of("ada@example.com"),
                "Engines",
                List.of("https://example.com"));
    }
}

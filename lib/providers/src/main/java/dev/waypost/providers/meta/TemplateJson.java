package dev.waypost.providers.meta;

import dev.waypost.providers.Content;
import dev.waypost.providers.JsonFields;
import dev.waypost.providers.MediaSource;
import dev.waypost.providers.TemplateComponent;
import dev.waypost.providers.TemplateComponent.Part;
import dev.waypost.providers.TemplateComponent.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The components of a template in Meta's JSON, which gateways in front of Meta take too.
public final class TemplateJson {

    private TemplateJson() {}

    public static List<Object> components(List<TemplateComponent> components) {
        return components.stream().<Object>map(TemplateJson::component).toList();
    }

    /// Whether a flow's action is no JSON object.
    static boolean hasBrokenAction(List<TemplateComponent> components) {
        return components.stream()
                .anyMatch(component -> component.cards().stream().anyMatch(card -> hasBrokenAction(card.components()))
                        || component.parameters().stream()
                                .anyMatch(parameter -> parameter.value() instanceof Value.Action action
                                        && !MetaJson.read(action.json()).isObject()));
    }

    private static Map<String, Object> component(TemplateComponent component) {
        if (component.part() == Part.CAROUSEL) {
            List<Object> cards = component.cards().stream()
                    .<Object>map(card ->
                            JsonFields.of("card_index", card.index(), "components", components(card.components())))
                    .toList();
            return JsonFields.of("type", "carousel", "cards", cards);
        }
        boolean button = component.part() == Part.BUTTON;
        List<Object> parameters = component.parameters().stream()
                .<Object>map(TemplateJson::parameter)
                .toList();
        return JsonFields.of(
                "type",
                component.part().name().toLowerCase(Locale.ROOT),
                "sub_type",
                button ? component.buttonKind() : null,
                // A text: so do Meta's own examples write it.
                "index",
                button ? String.valueOf(component.buttonIndex()) : null,
                "parameters",
                parameters);
    }

    private static Map<String, Object> parameter(TemplateComponent.Parameter parameter) {
        Map<String, Object> fields = switch (parameter.value()) {
            case Value.Text text -> JsonFields.of("type", "text", "text", text.text());
            case Value.Currency money ->
                JsonFields.of(
                        "type",
                        "currency",
                        "currency",
                        Map.of(
                                "fallback_value",
                                money.fallback(),
                                "code",
                                money.code(),
                                "amount_1000",
                                money.amount1000()));
            case Value.DateTime date ->
                JsonFields.of("type", "date_time", "date_time", Map.of("fallback_value", date.text()));
            case Value.Medium medium ->
                JsonFields.of("type", medium.media().type(), medium.media().type(), media(medium.media()));
            case Value.Place place -> JsonFields.of("type", "location", "location", MetaBodies.place(place.location()));
            case Value.Payload payload -> JsonFields.of("type", "payload", "payload", payload.payload());
            case Value.CouponCode coupon -> JsonFields.of("type", "coupon_code", "coupon_code", coupon.code());
            case Value.Action action -> JsonFields.of("type", "action", "action", MetaJson.read(action.json()));
        };
        if (parameter.name() != null) {
            fields.put("parameter_name", parameter.name());
        }
        return fields;
    }

    /// A file inside a template or header: no caption, and a name only for documents.
    static Map<String, Object> media(Content.Media media) {
        return JsonFields.of(
                "id",
                media.source() instanceof MediaSource.ProviderId held ? held.id() : null,
                "link",
                media.source() instanceof MediaSource.Link link ? link.url() : null,
                "filename",
                media.kind() == Content.MediaKind.DOCUMENT ? media.filename() : null);
    }
}

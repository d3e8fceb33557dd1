package dev.waypost.send.message;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.Template;
import dev.waypost.proto.send.v1.TemplateComponent;
import dev.waypost.proto.send.v1.TemplateParameter;
import dev.waypost.proto.send.v1.TemplatePart;
import dev.waypost.providers.Content;
import dev.waypost.providers.Content.MediaKind;
import dev.waypost.providers.TemplateComponent.Card;
import dev.waypost.providers.TemplateComponent.Parameter;
import dev.waypost.providers.TemplateComponent.Part;
import dev.waypost.providers.TemplateComponent.Value;
import java.util.List;

/// Translates templates from the contract into the providers' words.
final class TemplateApi {
    private static final String FIELD = "content.template.components";

    private TemplateApi() {}

    static Content.Template template(Template template) {
        return new Content.Template(
                template.getName(), template.getLanguage(), components(template.getComponentsList()));
    }

    private static List<dev.waypost.providers.TemplateComponent> components(List<TemplateComponent> components) {
        return components.stream().map(TemplateApi::component).toList();
    }

    private static dev.waypost.providers.TemplateComponent component(TemplateComponent component) {
        return new dev.waypost.providers.TemplateComponent(
                part(component.getPart()),
                ContentApi.orNull(component.getButtonKind()),
                component.getButtonIndex(),
                component.getParametersList().stream()
                        .map(parameter -> new Parameter(ContentApi.orNull(parameter.getName()), value(parameter)))
                        .toList(),
                component.getCardsList().stream()
                        .map(card -> new Card(card.getIndex(), components(card.getComponentsList())))
                        .toList());
    }

    private static Part part(TemplatePart part) {
        return switch (part) {
            case TEMPLATE_PART_HEADER -> Part.HEADER;
            case TEMPLATE_PART_BODY -> Part.BODY;
            case TEMPLATE_PART_FOOTER -> Part.FOOTER;
            case TEMPLATE_PART_BUTTON -> Part.BUTTON;
            case TEMPLATE_PART_CAROUSEL -> Part.CAROUSEL;
            case TEMPLATE_PART_UNSPECIFIED, UNRECOGNIZED ->
                throw Fault.of(Reason.FIELD_INVALID)
                        .violation(FIELD + ".part", "value: " + part + " (expected: a part of a template)");
        };
    }

    private static Value value(TemplateParameter parameter) {
        return switch (parameter.getValueCase()) {
            case TEXT -> new Value.Text(parameter.getText());
            case CURRENCY ->
                new Value.Currency(
                        parameter.getCurrency().getCode(),
                        parameter.getCurrency().getAmount1000(),
                        parameter.getCurrency().getFallback());
            case DATE_TIME -> new Value.DateTime(parameter.getDateTime());
            case IMAGE -> medium(MediaKind.IMAGE, parameter.getImage());
            case VIDEO -> medium(MediaKind.VIDEO, parameter.getVideo());
            case DOCUMENT -> medium(MediaKind.DOCUMENT, parameter.getDocument());
            case LOCATION -> new Value.Place(ContentApi.location(parameter.getLocation()));
            case PAYLOAD -> new Value.Payload(parameter.getPayload());
            case COUPON_CODE -> new Value.CouponCode(parameter.getCouponCode());
            case ACTION_JSON -> new Value.Action(parameter.getActionJson());
            case VALUE_NOT_SET ->
                throw Fault.of(Reason.FIELD_INVALID)
                        .violation(FIELD + ".parameters", "value: empty (expected: exactly one kind of value)");
        };
    }

    private static Value medium(MediaKind kind, dev.waypost.proto.send.v1.Media media) {
        return new Value.Medium(ContentApi.media(kind, FIELD + ".parameters", media));
    }
}

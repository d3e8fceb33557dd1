package dev.waypost.send.message;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.ChoiceList;
import dev.waypost.proto.send.v1.ChoiceSection;
import dev.waypost.proto.send.v1.Flow;
import dev.waypost.proto.send.v1.Interactive;
import dev.waypost.providers.Content;
import dev.waypost.providers.Content.MediaKind;
import dev.waypost.providers.InteractiveAction;
import dev.waypost.providers.InteractiveHeader;
import org.jspecify.annotations.Nullable;

/// Translates interactive messages from the contract into the providers' words.
final class InteractiveApi {
    private static final String FIELD = "content.interactive";

    private InteractiveApi() {}

    static Content.Interactive interactive(Interactive interactive) {
        return new Content.Interactive(
                interactive.hasHeader() ? header(interactive.getHeader()) : null,
                interactive.getBody(),
                ContentApi.orNull(interactive.getFooter()),
                action(interactive));
    }

    private static @Nullable InteractiveHeader header(dev.waypost.proto.send.v1.InteractiveHeader header) {
        return switch (header.getKindCase()) {
            case TEXT -> new InteractiveHeader.Text(header.getText());
            case IMAGE -> medium(MediaKind.IMAGE, header.getImage());
            case VIDEO -> medium(MediaKind.VIDEO, header.getVideo());
            case DOCUMENT -> medium(MediaKind.DOCUMENT, header.getDocument());
            case KIND_NOT_SET -> null;
        };
    }

    private static InteractiveHeader medium(MediaKind kind, dev.waypost.proto.send.v1.Media media) {
        return new InteractiveHeader.Medium(ContentApi.media(kind, FIELD + ".header", media));
    }

    private static InteractiveAction action(Interactive interactive) {
        return switch (interactive.getActionCase()) {
            case BUTTONS ->
                new InteractiveAction.Buttons(interactive.getButtons().getButtonsList().stream()
                        .map(button -> new InteractiveAction.Button(button.getButtonId(), button.getTitle()))
                        .toList());
            case LIST -> list(interactive.getList());
            case LINK_BUTTON ->
                new InteractiveAction.LinkButton(
                        interactive.getLinkButton().getTitle(),
                        interactive.getLinkButton().getUrl());
            case FLOW -> flow(interactive.getFlow());
            case LOCATION_REQUEST -> new InteractiveAction.LocationRequest();
            case PROVIDER_JSON -> new InteractiveAction.ProviderJson(interactive.getProviderJson());
            case ACTION_NOT_SET ->
                throw Fault.of(Reason.FIELD_INVALID)
                        .violation(FIELD, "action: empty (expected: exactly one kind of action)");
        };
    }

    private static InteractiveAction list(ChoiceList list) {
        return new InteractiveAction.Choices(
                list.getButton(),
                list.getSectionsList().stream().map(InteractiveApi::section).toList());
    }

    private static InteractiveAction.Section section(ChoiceSection section) {
        return new InteractiveAction.Section(
                ContentApi.orNull(section.getTitle()),
                section.getRowsList().stream()
                        .map(row -> new InteractiveAction.Row(
                                row.getRowId(), row.getTitle(), ContentApi.orNull(row.getDescription())))
                        .toList());
    }

    private static InteractiveAction flow(Flow flow) {
        return new InteractiveAction.Flow(
                flow.getFlowId(),
                flow.getButton(),
                ContentApi.orNull(flow.getToken()),
                ContentApi.orNull(flow.getScreen()),
                ContentApi.orNull(flow.getDataJson()),
                flow.getDraft());
    }
}

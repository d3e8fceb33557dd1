package dev.waypost.console.message;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.send.v1.CancelMessageRequest;
import dev.waypost.proto.send.v1.DiscardMessagesRequest;
import dev.waypost.proto.send.v1.DiscardMessagesResponse;
import dev.waypost.proto.send.v1.ListHeldMessagesRequest;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.RedriveMessagesRequest;
import dev.waypost.proto.send.v1.ReleaseMessagesRequest;
import dev.waypost.proto.send.v1.UploadMediaRequest;
import dev.waypost.proto.send.v1.UploadMediaResponse;
import dev.waypost.proto.send.v1.WatchMessagesRequest;
import jakarta.inject.Singleton;
import java.util.List;

/// What questions about messages, and decisions about them, look like in JSON.
@Singleton
final class MessageShapes implements Documented {
    static final Shape ASKED = Shape.camelCase(ListMessagesRequest.getDescriptor())
            .rename("states", "state")
            .rename("from_time", "from")
            .rename("until_time", "until")
            .alias("companyId", "tenantId");

    static final Shape DECIDED =
            Shape.camelCase(DiscardMessagesResponse.getDescriptor()).alias("companyId", "tenantId");

    static final Shape WATCHED = Shape.camelCase(WatchMessagesRequest.getDescriptor())
            .rename("message_ids", "message_id")
            .alias("companyId", "tenantId");

    static final Shape UPLOADED = Shape.camelCase(UploadMediaResponse.getDescriptor())
            .rename("expire_time", "expires_at")
            .hide("chunk")
            .alias("companyId", "tenantId");

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.asked("MessageList", ASKED, ListMessagesRequest.getDescriptor()),
                Schema.asked("HeldMessageList", ASKED, ListHeldMessagesRequest.getDescriptor()),
                Schema.asked("MessageWatch", WATCHED, WatchMessagesRequest.getDescriptor()),
                Schema.sent("MessageCancel", DECIDED, CancelMessageRequest.getDescriptor(), "message_id"),
                Schema.sent("MessageRelease", DECIDED, ReleaseMessagesRequest.getDescriptor()),
                Schema.sent("MessageDiscard", DECIDED, DiscardMessagesRequest.getDescriptor()),
                Schema.sent("MessageRedrive", DECIDED, RedriveMessagesRequest.getDescriptor()),
                Schema.asked("MediaUpload", UPLOADED, UploadMediaRequest.getDescriptor()),
                Schema.answered("MediaUploaded", UPLOADED, UploadMediaResponse.getDescriptor()),
                Schema.answered("MessagesDecided", DECIDED, DiscardMessagesResponse.getDescriptor()));
    }
}

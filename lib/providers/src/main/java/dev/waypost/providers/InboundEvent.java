package dev.waypost.providers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One inbound message, status or other change, taken out of a webhook.
///
/// @param kind what it is
/// @param type finer name as the provider says it: `text`, `image`, `delivered`, or the name of the changed field
/// @param dedupeKey equal for two deliveries of the same event, different otherwise; safe within one tenant
/// @param phoneNumberId Meta's id of the business number it belongs to
/// @param wabaId Meta's id of the business account it belongs to
/// @param session the self-hosted provider's session, device or instance it belongs to
/// @param user the other side: digits of the number, or the scoped id where the provider hides the number
/// @param scopedUser the id that the provider gives the user besides the number (Meta's BSUID, a LID); null if none
/// @param formerUser what the same user was known by before, in an event that says so
/// @param providerMessageId provider's id of the message, or of the message that a status speaks of
/// @param replyTo provider's id of the message that this one quotes or reacts to
/// @param status `sent`, `delivered`, `read`, `played`, `failed`, or a value newer than this code
/// @param errorCode provider's first error code
/// @param errorTitle provider's first error title
/// @param providerTime when the provider says it happened
/// @param callbackData what we asked the provider to echo, see [CallbackMark]
/// @param text what a user wrote, its first [#LONGEST_TEXT] characters; to be routed by, never to be stored or logged
/// @param start where its JSON begins in the body
/// @param end where its JSON ends in the body
public record InboundEvent(
        Kind kind,
        String type,
        String dedupeKey,
        @Nullable String phoneNumberId,
        @Nullable String wabaId,
        @Nullable String session,
        @Nullable String user,
        @Nullable String scopedUser,
        @Nullable String formerUser,
        @Nullable String providerMessageId,
        @Nullable String replyTo,
        @Nullable String status,
        @Nullable String errorCode,
        @Nullable String errorTitle,
        @Nullable Instant providerTime,
        @Nullable String callbackData,
        @Nullable String text,
        int start,
        int end) {
    /// Most characters of a user's text that an event carries.
    public static final int LONGEST_TEXT = 256;

    /// The ways an event is treated.
    public enum Kind {
        /// A user wrote.
        MESSAGE,
        /// Something became of a message of ours.
        STATUS,
        /// The account, a number or a template changed.
        ACCOUNT,
        /// A self-hosted session changed.
        SESSION,
        /// Something else, or something newer than this code: delivered as it came.
        OTHER
    }

    /// An event with nothing but this known.
    public static Builder builder(Kind kind, String type, String dedupeKey) {
        return new Builder(kind, type, dedupeKey);
    }

    /// Takes what is known of an event, in any order.
    public static final class Builder {
        private final Kind kind;
        private final String type;
        private final String dedupeKey;
        private @Nullable String phoneNumberId;
        private @Nullable String wabaId;
        private @Nullable String session;
        private @Nullable String user;
        private @Nullable String scopedUser;
        private @Nullable String formerUser;
        private @Nullable String providerMessageId;
        private @Nullable String replyTo;
        private @Nullable String status;
        private @Nullable String errorCode;
        private @Nullable String errorTitle;
        private @Nullable Instant providerTime;
        private @Nullable String callbackData;
        private @Nullable String text;
        private int start;
        private int end;

        private Builder(Kind kind, String type, String dedupeKey) {
            this.kind = kind;
            this.type = type;
            this.dedupeKey = dedupeKey;
        }

        public Builder number(@Nullable String id, @Nullable String waba) {
            phoneNumberId = id;
            wabaId = waba;
            return this;
        }

        public Builder session(@Nullable String name) {
            session = name;
            return this;
        }

        /// @param scoped the provider's own id of the user; stands for the number where that is hidden
        public Builder user(@Nullable String number, @Nullable String scoped) {
            user = number == null ? scoped : number;
            scopedUser = scoped;
            return this;
        }

        public Builder formerUser(@Nullable String former) {
            formerUser = former;
            return this;
        }

        public Builder message(@Nullable String id) {
            providerMessageId = id;
            return this;
        }

        public Builder replyTo(@Nullable String id) {
            replyTo = id;
            return this;
        }

        public Builder status(@Nullable String name) {
            status = name;
            return this;
        }

        public Builder error(@Nullable String code, @Nullable String title) {
            errorCode = code;
            errorTitle = title;
            return this;
        }

        public Builder time(@Nullable Instant at) {
            providerTime = at;
            return this;
        }

        public Builder callbackData(@Nullable String echoed) {
            callbackData = echoed;
            return this;
        }

        public Builder text(@Nullable String written) {
            text = written == null || written.length() <= LONGEST_TEXT ? written : written.substring(0, LONGEST_TEXT);
            return this;
        }

        public Builder place(int from, int until) {
            start = from;
            end = until;
            return this;
        }

        public InboundEvent build() {
            return new InboundEvent(
                    kind,
                    type,
                    dedupeKey,
                    phoneNumberId,
                    wabaId,
                    session,
                    user,
                    scopedUser,
                    formerUser,
                    providerMessageId,
                    replyTo,
                    status,
                    errorCode,
                    errorTitle,
                    providerTime,
                    callbackData,
                    text,
                    start,
                    end);
        }
    }
}

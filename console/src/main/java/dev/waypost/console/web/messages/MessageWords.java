package dev.waypost.console.web.messages;

import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Parts.Tone;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.send.v1.AttemptOutcome;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.DeliveryStatus;
import dev.waypost.proto.send.v1.MessageState;
import java.util.Locale;

/// What the states of a message are called, and how they look.
public final class MessageWords {
    private MessageWords() {}

    public static Html state(MessageState state) {
        return Parts.badge(tone(state), Words.plain(state));
    }

    static Tone tone(MessageState state) {
        return switch (state) {
            case MESSAGE_STATE_DELIVERED, MESSAGE_STATE_READ, MESSAGE_STATE_PLAYED -> Tone.GOOD;
            case MESSAGE_STATE_QUEUED, MESSAGE_STATE_DISPATCHING, MESSAGE_STATE_SENT -> Tone.BUSY;
            case MESSAGE_STATE_HELD, MESSAGE_STATE_UNKNOWN -> Tone.WARN;
            case MESSAGE_STATE_FAILED -> Tone.BAD;
            default -> Tone.IDLE;
        };
    }

    static Html outcome(AttemptOutcome outcome) {
        String word = Words.plain(outcome);
        return switch (outcome) {
            case ATTEMPT_OUTCOME_ACCEPTED -> Parts.badge(Tone.GOOD, word);
            case ATTEMPT_OUTCOME_RETRY, ATTEMPT_OUTCOME_SLOW_DOWN, ATTEMPT_OUTCOME_UNKNOWN ->
                Parts.badge(Tone.WARN, word);
            case ATTEMPT_OUTCOME_REFUSED, ATTEMPT_OUTCOME_ENDPOINT_BROKEN -> Parts.badge(Tone.BAD, word);
            default -> Parts.badge(Tone.BUSY, "under way");
        };
    }

    static Tone tone(DeliveryStatus status) {
        return switch (status) {
            case DELIVERY_STATUS_FAILED -> Tone.BAD;
            case DELIVERY_STATUS_HELD_FOR_QUALITY, DELIVERY_STATUS_DELETED -> Tone.WARN;
            case DELIVERY_STATUS_DELIVERED, DELIVERY_STATUS_READ, DELIVERY_STATUS_PLAYED -> Tone.GOOD;
            default -> Tone.BUSY;
        };
    }

    /// What kind of content it is; never the content itself, which lists do not show.
    static String kind(Content content) {
        return content.getKindCase() == Content.KindCase.KIND_NOT_SET
                ? "–"
                : content.getKindCase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static boolean mayCancel(MessageState state) {
        return state == MessageState.MESSAGE_STATE_QUEUED || state == MessageState.MESSAGE_STATE_HELD;
    }

    static boolean mayRedrive(MessageState state) {
        return switch (state) {
            case MESSAGE_STATE_FAILED, MESSAGE_STATE_EXPIRED, MESSAGE_STATE_UNKNOWN -> true;
            default -> false;
        };
    }

    static boolean isMoving(MessageState state) {
        return tone(state) == Tone.BUSY;
    }
}

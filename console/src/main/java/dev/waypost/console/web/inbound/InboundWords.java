package dev.waypost.console.web.inbound;

import static dev.waypost.console.web.html.Html.h;

import com.google.protobuf.ByteString;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Parts.Tone;
import dev.waypost.console.web.frame.Pretty;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.log.Masked;
import dev.waypost.proto.ingress.v1.Delivery;
import dev.waypost.proto.ingress.v1.DeliveryAttempt;
import dev.waypost.proto.ingress.v1.DeliveryState;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the states of events and deliveries are called, and how a payload is shown.
public final class InboundWords {
    /// A phone number as it stands in a payload: alone between quotes, written with a plus, or in an address of
    /// WhatsApp's, before an @, perhaps behind other words of an id. Ids and times look the same as the first.
    private static final Pattern PHONE = Pattern.compile(
            "(?<=\")(?<!\"timestamp\" : \")(?<!\"phone_number_id\" : \")(?<!\"id\" : \")\\+?[0-9]{8,15}(?=\"|@)"
                    + "|(?<=\")\\+[0-9][0-9 ().-]{6,22}(?=\")"
                    + "|(?<![0-9A-Za-z])\\+?[0-9]{8,15}(?=(?:[-:][0-9]{1,12})?@)");

    private static final int LONGEST_PAYLOAD = 64 * 1024;

    private InboundWords() {}

    static Html state(DeliveryState state) {
        String word = state == DeliveryState.DELIVERY_STATE_DEAD ? "given up" : Words.plain(state);
        return switch (state) {
            case DELIVERY_STATE_DELIVERED -> Parts.badge(Tone.GOOD, word);
            case DELIVERY_STATE_PENDING -> Parts.badge(Tone.BUSY, word);
            case DELIVERY_STATE_PARKED -> Parts.badge(Tone.WARN, word);
            case DELIVERY_STATE_DEAD -> Parts.badge(Tone.BAD, word);
            default -> Parts.badge(Tone.IDLE, word);
        };
    }

    public static Html state(OperationState state) {
        String word = Words.plain(state);
        return switch (state) {
            case OPERATION_STATE_SUCCEEDED -> Parts.badge(Tone.GOOD, word);
            case OPERATION_STATE_PENDING, OPERATION_STATE_RUNNING -> Parts.badge(Tone.BUSY, word);
            case OPERATION_STATE_FAILED -> Parts.badge(Tone.BAD, word);
            default -> Parts.badge(Tone.IDLE, word);
        };
    }

    /// What an operation does, such as `Bulk switch`.
    public static String kind(String kind) {
        String words = kind.replace('_', ' ');
        return words.isEmpty()
                ? "Operation"
                : words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1);
    }

    /// The same with a mark where it was only tried.
    public static Html kind(Operation operation) {
        return Html.all(
                kind(operation.getKind()),
                operation.getDryRun()
                        ? Html.all(" ", Parts.badge(Tone.IDLE, "dry run"), h("span.two", "Changes nothing."))
                        : null);
    }

    public static boolean isOver(OperationState state) {
        return switch (state) {
            case OPERATION_STATE_SUCCEEDED, OPERATION_STATE_FAILED, OPERATION_STATE_CANCELLED -> true;
            default -> false;
        };
    }

    /// Why the last attempt failed.
    static String lastCause(Delivery delivery) {
        if (delivery.getAttemptsCount() == 0 || delivery.getState() == DeliveryState.DELIVERY_STATE_DELIVERED) {
            return "";
        }
        DeliveryAttempt last = delivery.getAttempts(delivery.getAttemptsCount() - 1);
        return cause(last.getHttpStatus(), last.getCause());
    }

    /// @param httpStatus 0 for none
    public static String cause(int httpStatus, String code) {
        String status = httpStatus == 0 ? "" : "HTTP " + httpStatus;
        String cause = code.replace('_', ' ');
        return status.isEmpty() || cause.isEmpty() ? status + cause : status + ", " + cause;
    }

    /// Receipts also go to send-service, under a name that no project can have.
    public static Html project(String projectId) {
        return projectId.equals("@send") ? h("span.soft", "send-service (receipts)") : Parts.mono(projectId);
    }

    /// The payload for the eye: in lines, numbers masked, cut where it is very long.
    static String payload(ByteString payload) {
        boolean cut = payload.size() > LONGEST_PAYLOAD;
        String text = Pretty.json(
                payload.substring(0, Math.min(payload.size(), LONGEST_PAYLOAD)).toString(StandardCharsets.UTF_8));
        String masked = PHONE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(Masked.phone(found.group())));
        return cut ? masked + "\n… " + Words.count(payload.size()) + " bytes in all" : masked;
    }
}

package dev.waypost.console.web.messages;

import static dev.waypost.console.web.html.Html.h;

import com.google.protobuf.Timestamp;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.send.v1.Attempt;
import dev.waypost.proto.send.v1.AttemptOutcome;
import dev.waypost.proto.send.v1.DeliveryStatus;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.StatusEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What happened to a message, in the order in which we learned it.
final class Timeline {
    private record Happening(Instant at, String tone, Html what) {}

    private Timeline() {}

    static Html of(Message message, Instant now) {
        List<Happening> all = new ArrayList<>();
        all.add(new Happening(Words.instant(message.getCreateTime()), "good", h("strong", "Accepted")));
        message.getAttemptsList().forEach(attempt -> all.add(attempt(attempt)));
        message.getStatusesList().forEach(status -> all.add(status(status)));
        all.sort(Comparator.comparing(Happening::at));
        return h("ol.timeline", all.stream().map(one -> item(one, now)));
    }

    private static Html item(Happening one, Instant now) {
        Timestamp time = Words.timestamp(one.at());
        return h("li." + one.tone(), one.what(), " ", h("span.when", Words.time(true, time, now)));
    }

    private static Happening attempt(Attempt attempt) {
        Timestamp at = attempt.hasEndTime() ? attempt.getEndTime() : attempt.getStartTime();
        boolean accepted = attempt.getOutcome() == AttemptOutcome.ATTEMPT_OUTCOME_ACCEPTED;
        boolean open = attempt.getOutcome() == AttemptOutcome.ATTEMPT_OUTCOME_UNSPECIFIED;
        return new Happening(
                Words.instant(at),
                accepted ? "good" : open ? "busy" : "bad",
                Html.all(
                        h("strong", "Attempt " + attempt.getNumber()),
                        open
                                ? " is under way at "
                                : accepted ? " was accepted by " : ": " + Words.plain(attempt.getOutcome()) + " at ",
                        h("span.mono", Html.theirs(attempt.getEndpointId()))));
    }

    private static Happening status(StatusEntry status) {
        Timestamp at = status.hasReceiveTime() ? status.getReceiveTime() : status.getProviderTime();
        Duration late = status.hasReceiveTime() && status.hasProviderTime()
                ? Duration.between(Words.instant(status.getProviderTime()), Words.instant(status.getReceiveTime()))
                : Duration.ZERO;
        String word = status.getStatus() == DeliveryStatus.DELIVERY_STATUS_ACCEPTED
                ? "taken by the provider"
                : Words.plain(status.getStatus());
        return new Happening(
                Words.instant(at),
                MessageWords.tone(status.getStatus()).name().toLowerCase(java.util.Locale.ROOT),
                Html.all(
                        h(
                                "strong",
                                word.isEmpty()
                                        ? "Receipt"
                                        : word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1)),
                        status.getApplied() ? null : h("span.soft", " (came late, changed nothing)"),
                        late.compareTo(Duration.ofSeconds(10)) > 0
                                ? h("span.soft", " told to us " + Words.length(late) + " later")
                                : null));
    }
}

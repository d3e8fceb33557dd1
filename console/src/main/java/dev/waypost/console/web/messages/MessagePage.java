package dev.waypost.console.web.messages;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.TraceLinks;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.send.v1.Attempt;
import dev.waypost.proto.send.v1.CancelMessageRequest;
import dev.waypost.proto.send.v1.DiscardMessagesRequest;
import dev.waypost.proto.send.v1.GetMessageRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.RedriveMessagesRequest;
import dev.waypost.proto.send.v1.ReleaseMessagesRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One message: what became of it, when, by which attempts, and what can still be done.
@Controller("/ui/messages/{tenantId}")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class MessagePage {
    private final Pages pages;
    private final Peers peers;
    private final TraceLinks traces;

    MessagePage(Pages pages, Peers peers, TraceLinks traces) {
        this.pages = pages;
        this.peers = peers;
        this.traces = traces;
    }

    @Get("/{messageId}")
    public HttpResponse<?> show(HttpRequest<?> request, String tenantId, String messageId) {
        return pages.show(request, Section.MESSAGES, visit -> {
            Message message = messages(visit)
                    .getMessage(GetMessageRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setMessageId(messageId)
                            .build())
                    .getMessage();
            Link here = Link.to("messages", tenantId, messageId);
            return Outcome.page(
                    Section.MESSAGES,
                    "Message",
                    h(
                            "p.crumb",
                            Parts.link(
                                    Link.to("messages").with("tenant", tenantId),
                                    "Messages of ",
                                    Html.theirs(tenantId)),
                            " / ",
                            h("span.mono", messageId)),
                    Parts.live(
                            "message",
                            MessageWords.isMoving(message.getState()),
                            here,
                            Parts.card(
                                    "Now",
                                    Parts.facts(facts(visit, message)),
                                    failure(message),
                                    actions(visit, message)),
                            h(
                                    "div.cards",
                                    Parts.card("What happened", Timeline.of(message, visit.now())),
                                    Parts.card("What is said", content(message))),
                            Parts.card("Attempts", attempts(visit, message))));
        });
    }

    @Post("/{messageId}/cancel")
    public HttpResponse<?> cancel(HttpRequest<byte[]> request, String tenantId, String messageId) {
        return pages.act(request, Section.MESSAGES, visit -> {
            messages(visit)
                    .cancelMessage(CancelMessageRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .setMessageId(messageId)
                            .build());
            return Outcome.gone(Link.to("messages", tenantId, messageId), "The message is not sent any more.");
        });
    }

    @Post("/release")
    public HttpResponse<?> release(HttpRequest<byte[]> request, String tenantId) {
        return pages.act(request, Section.MESSAGES, visit -> {
            var answer = messages(visit)
                    .releaseMessages(ReleaseMessagesRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .addAllMessageIds(visit.fields("message"))
                            .build());
            return done(tenantId, visit, "released", answer.getMessageIdsCount(), answer.getSkippedMessageIdsCount());
        });
    }

    @Post("/discard")
    public HttpResponse<?> discard(HttpRequest<byte[]> request, String tenantId) {
        return pages.act(request, Section.MESSAGES, visit -> {
            if (!visit.has("sure")) {
                return sure(visit, tenantId);
            }
            var answer = messages(visit)
                    .discardMessages(DiscardMessagesRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .addAllMessageIds(visit.fields("message"))
                            .setCause(visit.field("cause"))
                            .build());
            return done(tenantId, visit, "discarded", answer.getMessageIdsCount(), answer.getSkippedMessageIdsCount());
        });
    }

    /// What is discarded is never sent: asked again, whoever comes from a list or from one message.
    private static Outcome sure(Visit visit, String tenantId) {
        List<String> picked = visit.fields("message");
        Link back = back(tenantId, visit);
        return Outcome.page(
                Section.MESSAGES,
                "Messages",
                picked.isEmpty()
                        ? h(
                                "section.card",
                                Parts.empty("None is picked", "Go back and pick some. ", Parts.link(back, "Back")))
                        : visit.question(
                                Link.to("messages", tenantId, "discard"),
                                back,
                                "Discard " + Words.many(picked.size(), "message", "messages") + "?",
                                "Discard",
                                Visit.hidden("sure", "yes"),
                                visit.has("one") ? Visit.hidden("one", "yes") : null,
                                picked.stream().map(id -> Visit.hidden("message", id)),
                                h(
                                        "p",
                                        picked.size() == 1
                                                ? "It is never sent. It stays in the list as cancelled."
                                                : "They are never sent. They stay in the list as cancelled."),
                                Parts.input("Why (kept with them)", "cause", "", attr("maxlength", 512))));
    }

    @Post("/redrive")
    public HttpResponse<?> redrive(HttpRequest<byte[]> request, String tenantId) {
        return pages.act(request, Section.MESSAGES, visit -> {
            var answer = messages(visit)
                    .redriveMessages(RedriveMessagesRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .addAllMessageIds(visit.fields("message"))
                            .build());
            return done(
                    tenantId, visit, "queued again", answer.getMessageIdsCount(), answer.getSkippedMessageIdsCount());
        });
    }

    /// Back to the one message, or to the list that several were picked from.
    private static Outcome done(String tenantId, Visit visit, String what, int count, int skipped) {
        String left =
                skipped == 0 ? "" : " " + Words.many(skipped, "is", "are") + " in another state by now and left alone.";
        return Outcome.gone(back(tenantId, visit), Words.many(count, "message", "messages") + " " + what + "." + left);
    }

    private static Link back(String tenantId, Visit visit) {
        List<String> picked = visit.fields("message");
        return picked.size() == 1 && visit.has("one")
                ? Link.to("messages", tenantId, picked.getFirst())
                : Link.to("messages").with("tenant", tenantId);
    }

    private Map<String, Html> facts(Visit visit, Message message) {
        Map<String, Html> facts = new LinkedHashMap<>();
        facts.put("State", MessageWords.state(message.getState()));
        facts.put("To", Words.phone(message.getTo()));
        facts.put("Endpoint", Parts.mono(message.getEndpointId()));
        String priority = Words.plain(message.getPriority());
        facts.put("Priority", Parts.text(priority.isEmpty() ? "normal" : priority));
        facts.put("Accepted", Words.time(message.hasCreateTime(), message.getCreateTime(), visit.now()));
        if (message.hasSendAt()) {
            facts.put("To be sent", Words.time(true, message.getSendAt(), visit.now()));
        }
        if (message.hasNextAttemptTime()) {
            facts.put("Next attempt", Words.time(true, message.getNextAttemptTime(), visit.now()));
        }
        facts.put("Expires", Words.time(message.hasExpireTime(), message.getExpireTime(), visit.now()));
        facts.put("Id at the provider", Parts.mono(message.getProviderMessageId()));
        facts.put("Request id", Parts.mono(message.getRequestId()));
        facts.put("Trace", traces.of(message.getTraceId()));
        message.getLabelsMap().forEach((key, value) -> facts.put(key, Parts.text(value)));
        return facts;
    }

    private static Html failure(Message message) {
        if (!message.hasFailure()) {
            return Html.NONE;
        }
        var failure = message.getFailure();
        return h(
                "div.alert.bad",
                h("p", h("strong", h("code", failure.getReason())), " ", Html.theirs(failure.getDetail())),
                failure.getProviderCode().isEmpty()
                                && failure.getProviderTitle().isEmpty()
                        ? null
                        : h(
                                "p",
                                "The provider says: ",
                                h("code", failure.getProviderCode()),
                                " ",
                                Html.theirs(failure.getProviderTitle())));
    }

    private static Html actions(Visit visit, Message message) {
        String tenant = message.getTenantId();
        MessageState state = message.getState();
        boolean operator = visit.may(Role.OPERATOR);
        Html one = Html.all(Visit.hidden("message", message.getMessageId()), Visit.hidden("one", "yes"));
        Html buttons = Html.all(
                operator && state == MessageState.MESSAGE_STATE_HELD
                        ? visit.post(Link.to("messages", tenant, "release"), one, Parts.submit("Release"))
                        : null,
                operator && state == MessageState.MESSAGE_STATE_HELD
                        ? visit.post(Link.to("messages", tenant, "discard"), one, Parts.danger("Discard…"))
                        : null,
                operator && MessageWords.mayRedrive(state)
                        ? visit.post(Link.to("messages", tenant, "redrive"), one, Parts.submit("Send again"))
                        : null,
                visit.may(Role.TENANT_SEND) && MessageWords.mayCancel(state)
                        ? visit.post(
                                Link.to("messages", tenant, message.getMessageId(), "cancel"), h("button", "Cancel it"))
                        : null);
        return buttons.isEmpty() ? buttons : h("div.buttons", buttons);
    }

    /// As the caller sent it. It is the tenant's own text, shown only to who may read its messages.
    private static Html content(Message message) {
        if (message.getContent().getKindCase() == dev.waypost.proto.send.v1.Content.KindCase.TEXT) {
            return h(
                    "pre",
                    attr("dir", "auto"),
                    attr("tabindex", "0"),
                    message.getContent().getText().getBody());
        }
        try {
            String json = JsonFormat.printer().print(message.getContent());
            return json.equals("{\n}")
                    ? Parts.empty("Nothing is kept", "The text was erased, or its time to be kept is over.")
                    : h("pre", attr("dir", "auto"), attr("tabindex", "0"), json);
        } catch (InvalidProtocolBufferException e) {
            return Parts.empty("It cannot be shown", "The content is of a kind that this console does not know.");
        }
    }

    private static Html attempts(Visit visit, Message message) {
        if (message.getAttemptsCount() == 0) {
            return Parts.empty("Not tried yet", "It waits for its turn, or for an endpoint.");
        }
        return Parts.table(
                "Attempts",
                List.of("No.", "Outcome", "Endpoint", "Why this one", "Started", "Took", "HTTP#", "Failure"),
                message.getAttemptsList().stream()
                        .map(attempt -> attempt(visit, attempt))
                        .toList());
    }

    private static Html attempt(Visit visit, Attempt attempt) {
        boolean over = attempt.hasStartTime() && attempt.hasEndTime();
        return Parts.row(
                Parts.cell(h("span.num", attempt.getNumber())),
                Parts.cell(MessageWords.outcome(attempt.getOutcome())),
                Parts.cell(Parts.mono(attempt.getEndpointId())),
                Parts.cell(Parts.text(attempt.getRouteCause())),
                Parts.cell(Words.time(attempt.hasStartTime(), attempt.getStartTime(), visit.now())),
                Parts.cell(
                        over
                                ? h(
                                        "span.num.nowrap",
                                        Words.length(java.time.Duration.between(
                                                Words.instant(attempt.getStartTime()),
                                                Words.instant(attempt.getEndTime()))))
                                : h("span.soft", "–")),
                Parts.number(attempt.getHttpStatus() == 0 ? "–" : attempt.getHttpStatus()),
                h(
                        "td.long",
                        attempt.hasFailure()
                                ? Html.all(
                                        h("code", attempt.getFailure().getReason()),
                                        h(
                                                "span.two",
                                                Html.theirs(attempt.getFailure().getDetail())))
                                : h("span.soft", "–")));
    }

    private MessageServiceBlockingStub messages(Visit visit) {
        return peers.of("send", visit.caller(), MessageServiceGrpc::newBlockingStub);
    }
}

package dev.waypost.console.web.messages;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Choices;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Moments;
import dev.waypost.console.web.frame.Numbers;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Tenants;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.ListMessagesResponse;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.MessageState;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/// A tenant's messages, newest first: by state, time and recipient, or one by its id.
@Controller("/ui/messages")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class MessageListPage {
    private static final int PAGE = 50;

    private final Pages pages;
    private final Peers peers;
    private final Numbers numbers;

    MessageListPage(Pages pages, Peers peers, Numbers numbers) {
        this.pages = pages;
        this.peers = peers;
        this.numbers = numbers;
    }

    @Get
    public HttpResponse<?> list(HttpRequest<?> request) {
        return pages.show(request, Section.MESSAGES, visit -> {
            String tenant = Tenants.of(visit);
            return Outcome.page(
                    Section.MESSAGES,
                    "Messages",
                    filter(visit, tenant),
                    tenant.isEmpty() ? h("section.card", Tenants.ask("Messages")) : found(visit, tenant));
        });
    }

    /// A search is posted, for a number has no place in an address; what it leads to can be linked and turned over.
    @Post
    @Consumes(MediaType.ALL)
    public HttpResponse<?> search(HttpRequest<byte[]> request) {
        return pages.act(request, Section.MESSAGES, visit -> {
            String tenant = visit.field("tenant");
            String id = visit.field("id");
            return Outcome.gone(
                    !tenant.isEmpty() && !id.isEmpty()
                            ? Link.to("messages", tenant, id)
                            : Link.to("messages")
                                    .with("tenant", tenant)
                                    .with("state", visit.field("state"))
                                    .with(Numbers.PARAMETER, numbers.asked(visit))
                                    .with("from", visit.field("from"))
                                    .with("until", visit.field("until")),
                    "");
        });
    }

    private Html found(Visit visit, String tenant) {
        MessageState state =
                Choices.read(MessageState.class, visit.query("state"), MessageState.MESSAGE_STATE_UNSPECIFIED);
        ListMessagesRequest.Builder asked = ListMessagesRequest.newBuilder()
                .setTenantId(tenant)
                .setPageSize(PAGE)
                .setPageToken(visit.query("page_token"))
                .setTo(numbers.of(visit));
        if (state != MessageState.MESSAGE_STATE_UNSPECIFIED) {
            asked.addStates(state);
        }
        Moments.read("from", visit.query("from")).ifPresent(asked::setFromTime);
        Moments.read("until", visit.query("until")).ifPresent(asked::setUntilTime);
        ListMessagesResponse found = peers.of("send", visit.caller(), MessageServiceGrpc::newBlockingStub)
                .listMessages(asked.build());
        Link here = here(visit, tenant, visit.query(Numbers.PARAMETER));
        Html list = found.getMessagesList().isEmpty()
                ? Parts.empty(
                        "No message is found",
                        "Change the filter, or ",
                        Parts.link(Link.to("messages").with("tenant", tenant), "show all of this tenant"),
                        ".")
                : table(visit, found.getMessagesList());
        Html pager = Parts.pager(
                here, found.getNextPageToken(), visit.query("page_token").isEmpty());
        Link all = here(visit, tenant, "");
        return h(
                "section.card",
                numbers.note(visit, "Only messages to", all),
                decided(visit, tenant, state, found.getMessagesCount(), list),
                pager);
    }

    /// Held and failed messages are decided together: tick, and say what becomes of them.
    private static Html decided(Visit visit, String tenant, MessageState state, int count, Html list) {
        boolean held = state == MessageState.MESSAGE_STATE_HELD;
        boolean failed = MessageWords.mayRedrive(state);
        if (count == 0 || !visit.may(Role.OPERATOR) || !(held || failed)) {
            return list;
        }
        return visit.post(
                Link.to("messages", tenant, held ? "release" : "redrive"),
                list,
                h(
                        "div.buttons",
                        h(
                                "label",
                                h("input", attr("type", "checkbox"), attr("data-all", "message")),
                                "All on this page"),
                        Parts.submit(held ? "Release" : "Send again"),
                        held
                                ? h(
                                        "button.danger",
                                        attr("type", "submit"),
                                        attr("formaction", Link.to("messages", tenant, "discard")),
                                        "Discard…")
                                : null));
    }

    private static Html table(Visit visit, List<Message> messages) {
        boolean tick = visit.may(Role.OPERATOR)
                && (visit.query("state").equals("HELD")
                        || MessageWords.mayRedrive(Choices.read(
                                MessageState.class, visit.query("state"), MessageState.MESSAGE_STATE_UNSPECIFIED)));
        List<String> columns =
                new java.util.ArrayList<>(List.of("Accepted", "State", "To", "Kind", "Endpoint", "Failure", "Id"));
        if (tick) {
            columns.addFirst("Pick");
        }
        return Parts.table(
                "Messages",
                columns,
                messages.stream().map(message -> row(visit, message, tick)).toList());
    }

    private static Html row(Visit visit, Message message, boolean tick) {
        Link to = Link.to("messages", message.getTenantId(), message.getMessageId());
        return h(
                "tr",
                tick
                        ? Parts.cell(h(
                                "input",
                                attr("type", "checkbox"),
                                attr("name", "message"),
                                attr("value", message.getMessageId()),
                                attr("aria-label", "Pick " + message.getMessageId())))
                        : null,
                Parts.cell(Words.time(message.hasCreateTime(), message.getCreateTime(), visit.now())),
                Parts.cell(MessageWords.state(message.getState())),
                Parts.cell(Words.phone(message.getTo())),
                Parts.cell(MessageWords.kind(message.getContent())),
                Parts.cell(Parts.mono(message.getEndpointId())),
                Parts.cell(message.hasFailure() ? h("code", message.getFailure().getReason()) : h("span.soft", "–")),
                Parts.cell(Parts.link(to, h("span.mono", message.getMessageId()))));
    }

    private Html filter(Visit visit, String tenant) {
        return visit.post(
                Link.to("messages"),
                attr("class", "bar"),
                attr("role", "search"),
                Tenants.field(visit, tenant),
                Parts.select("State", "state", visit.query("state"), Choices.all(MessageState.getDescriptor(), "Any")),
                numbers.field(visit, "Recipient's number"),
                Parts.input("From (UTC)", "from", visit.query("from"), attr("type", "datetime-local")),
                Parts.input("Until (UTC)", "until", visit.query("until"), attr("type", "datetime-local")),
                Parts.input("Message id", "id", ""),
                Parts.submit("Search"));
    }

    private static Link here(Visit visit, String tenant, String who) {
        return Link.to("messages")
                .with("tenant", tenant)
                .with("state", visit.query("state"))
                .with(Numbers.PARAMETER, who)
                .with("from", visit.query("from"))
                .with("until", visit.query("until"));
    }
}

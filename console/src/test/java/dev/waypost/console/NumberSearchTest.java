package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.proto.ingress.v1.ListUserLocksRequest;
import dev.waypost.proto.ingress.v1.ListUserLocksResponse;
import dev.waypost.proto.ingress.v1.UnlockUserRequest;
import dev.waypost.proto.ingress.v1.UserLock;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.ListMessagesResponse;
import dev.waypost.proto.send.v1.Message;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A search by phone number leaves the number in no address.
class NumberSearchTest {
    private static final String NUMBER = "+4915112345678";
    private static ConsoleUnderTest console;
    private static PagesUnderTest pages;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
        pages = PagesUnderTest.signedIn(console, ConsoleUnderTest.ADMIN_KEY);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void messages_are_found_by_a_number_that_no_address_shows() {
        console.suite.mirror.answer(
                ListMessagesRequest.class,
                asked -> ListMessagesResponse.newBuilder()
                        .addMessages(Message.newBuilder()
                                .setMessageId("msg_7")
                                .setTenantId("acme")
                                .setTo(NUMBER))
                        .setNextPageToken("more")
                        .build());

        Answer searched = pages.post("/ui/messages", "tenant=acme&state=SENT&number=%2B4915112345678");

        assertThat(searched.status()).isEqualTo(303);
        String there = searched.header("Location");
        assertThat(there).startsWith("/ui/messages?tenant=acme&state=SENT&who=").doesNotContain("1511234", "5678");
        String page = pages.text(there);
        assertThat(console.suite.mirror.asked(ListMessagesRequest.class).getTo())
                .isEqualTo(NUMBER);
        assertThat(page)
                .as("masked, and neither a link nor a field holds it")
                .contains("Only messages to")
                .doesNotContain("15112345678");
        assertThat(page).as("the next page is of the same number").containsPattern("who=[^\"]+page_token=more");

        // Another filter keeps the number; a made-up one asks for nothing.
        Matcher kept = Pattern.compile("name=\"who\" value=\"([^\"]+)\"").matcher(page);
        assertThat(kept.find()).isTrue();
        pages.text(pages.post("/ui/messages", "tenant=acme&number=&who=" + kept.group(1))
                .header("Location"));
        assertThat(console.suite.mirror.asked(ListMessagesRequest.class).getTo())
                .isEqualTo(NUMBER);
        pages.text("/ui/messages?tenant=acme&who=made-up");
        assertThat(console.suite.mirror.asked(ListMessagesRequest.class).getTo())
                .isEmpty();
    }

    @Test
    void a_number_of_an_address_is_not_looked_for() {
        pages.text("/ui/messages?tenant=acme&to=%2B4915112345678&number=%2B4915112345678");

        assertThat(console.suite.mirror.asked(ListMessagesRequest.class).getTo())
                .isEmpty();
    }

    @Test
    void a_message_is_found_by_its_id() {
        assertThat(pages.post("/ui/messages", "tenant=acme&id=msg_7").header("Location"))
                .isEqualTo("/ui/messages/acme/msg_7");
    }

    @Test
    void a_locked_user_is_freed_without_its_number_on_the_page() {
        console.suite.mirror.answer(
                ListUserLocksRequest.class,
                asked -> ListUserLocksResponse.newBuilder()
                        .addUserLocks(UserLock.newBuilder()
                                .setUser(NUMBER)
                                .setGatewayId("g")
                                .setTenantId("acme"))
                        .build());

        String page = pages.text("/ui/hub/gateways");

        assertThat(page).contains("Unlock").doesNotContain("15112345678");
        Matcher user = Pattern.compile("name=\"user\" value=\"([^\"]+)\"").matcher(page);
        assertThat(user.find()).isTrue();
        pages.post("/ui/hub/gateways/unlock", "gateway=g&tenant=acme&user=" + user.group(1));
        assertThat(console.suite.mirror.asked(UnlockUserRequest.class).getUser())
                .isEqualTo(NUMBER);
    }
}

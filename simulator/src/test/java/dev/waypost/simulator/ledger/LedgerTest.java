package dev.waypost.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.simulator.World;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LedgerTest {

    @Test
    void what_was_accepted_is_listed_with_digest_and_correlation_id() throws Exception {
        try (World world = World.start()) {
            World.Answer first = world.text("+4915112345678", "hello", ",\"biz_opaque_callback_data\":\"c-1\"");
            world.text("4915112345678", "again", ",\"biz_opaque_callback_data\":\"c-1\"");
            world.text("4915100000000", "other", "");
            world.text("nobody", "refused", "");
            JsonNode ledger = world.control("GET", "ledger", "").json();
            JsonNode entry = ledger.at("/entries/0");

            assertThat(ledger.path("total").asInt()).isEqualTo(3);
            assertThat(ledger.path("entries")).hasSize(3);
            assertThat(entry.path("id").asText()).isEqualTo(first.wamid());
            assertThat(entry.path("to").asText()).isEqualTo("4915112345678");
            assertThat(entry.path("provider").asText()).isEqualTo("META");
            assertThat(entry.path("phoneNumberId").asText()).isEqualTo(world.phoneNumberId);
            assertThat(entry.path("type").asText()).isEqualTo("text");
            assertThat(entry.path("correlationId").asText()).isEqualTo("c-1");
            assertThat(entry.path("timesSeen").asInt()).isEqualTo(2);
            assertThat(Instant.parse(entry.path("time").asText())).isBeforeOrEqualTo(Instant.now());
            assertThat(entry.path("contentSha256").asText())
                    .isEqualTo(sha256("{\"messaging_product\":\"whatsapp\",\"text\":{\"body\":\"hello\"},"
                            + "\"to\":\"+4915112345678\",\"type\":\"text\"}"));
            assertThat(ledger.at("/entries/2/timesSeen").asInt()).isEqualTo(1);
            assertThat(ledger.at("/entries/2/correlationId").isNull()).isTrue();
        }
    }

    @Test
    void it_can_be_asked_for_a_part() throws Exception {
        try (World world = World.start()) {
            world.text("4915112345678", "hello", ",\"biz_opaque_callback_data\":\"c-1\"");
            world.text("4915100000000", "other", "");

            assertThat(asked(world, "?to=%2B4915100000000")).hasSize(1);
            assertThat(asked(world, "?correlationId=c-1")).hasSize(1);
            assertThat(asked(world, "?phoneNumberId=1")).isEmpty();
            assertThat(asked(world, "?after=1")).hasSize(1);
            assertThat(asked(world, "?limit=1")).hasSize(1);
            World.Answer wrong = world.control("GET", "ledger?limit=many", "");
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.error()).isEqualTo("limit: \"many\" (expected: a whole number from 0 to 10000)");
        }
    }

    @Test
    void the_oldest_entry_is_forgotten_first() {
        Ledger ledger = new Ledger();
        for (int i = 0; i < 50_002; i++) {
            ledger.add(new LedgerEntry("META", "1", "id" + i, "2", "text", "d", Instant.EPOCH, "same"));
        }
        JsonNode shown = ledger.show(new Ledger.Filter(0, 1, Optional.empty(), Optional.empty(), Optional.empty()));

        assertThat(shown.path("total").asInt()).isEqualTo(50_002);
        assertThat(shown.path("forgotten").asInt()).isEqualTo(2);
        assertThat(shown.at("/entries/0/id").asText()).isEqualTo("id2");
        assertThat(shown.at("/entries/0/timesSeen").asInt()).isEqualTo(50_000);
    }

    private static JsonNode asked(World world, String query) throws Exception {
        return world.control("GET", "ledger" + query, "").json().path("entries");
    }

    private static String sha256(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }
}

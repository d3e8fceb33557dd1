package dev.waypost.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// No bytes make a decoder throw, or come out with nothing.
class DecoderFuzzTest {
    private static final int ROUNDS = 4_000;
    private static final byte[] ALPHABET = "{}[]\",:0123456789.-+eEtruefalsn \\u\"\"{}[]entrychangsvidfm\u0000\u00ff"
            .getBytes(StandardCharsets.ISO_8859_1);

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void whatever_comes_something_comes_out(ProviderKind kind) throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        List<byte[]> samples = samples(kind);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = round % 4 == 0 ? noise(random) : mutated(samples.get(random.nextInt(samples.size())), random);
            try {
                List<InboundEvent> events = WebhookFormat.of(kind).decoder().decode(body);
                assertThat(events).isNotEmpty();
                for (InboundEvent event : events) {
                    check(event, body);
                }
                assertThat(WebhookFormat.of(kind).decoder().withoutKeys(body)).hasSameSizeAs(body);
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError("seed " + seed + " round " + round + ": " + Arrays.toString(body), e);
            }
        }
    }

    private static void check(InboundEvent event, byte[] body) {
        assertThat(event.dedupeKey()).hasSize(22);
        assertThat(event.start()).isBetween(0, event.end());
        assertThat(event.end()).isLessThanOrEqualTo(body.length);
        assertThat(event.type()).isNotEmpty().doesNotContain("\0");
    }

    private static List<byte[]> samples(ProviderKind kind) throws IOException {
        var found = new ArrayList<byte[]>();
        if (kind == ProviderKind.META_CLOUD) {
            JsonNode all = new JsonMapper().readTree(ProviderSamples.resource("/meta/webhook-examples.json"));
            all.forEach(one -> found.add(one.toString().getBytes(StandardCharsets.UTF_8)));
        } else {
            for (String name : ProviderSamples.GATEWAYS) {
                if (ProviderSamples.kindOf(name) == kind) {
                    found.add(ProviderSamples.bytes(name));
                }
            }
        }
        return found;
    }

    private static byte[] noise(Random random) {
        byte[] body = new byte[random.nextInt(200)];
        boolean any = random.nextBoolean();
        for (int at = 0; at < body.length; at++) {
            body[at] = any ? (byte) random.nextInt() : ALPHABET[random.nextInt(ALPHABET.length)];
        }
        return body;
    }

    private static byte[] mutated(byte[] sample, Random random) {
        byte[] body = sample.clone();
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            body = switch (random.nextInt(5)) {
                case 0 -> Arrays.copyOf(body, random.nextInt(body.length + 1));
                case 1 -> without(body, random);
                case 2 -> doubled(body, random);
                default -> {
                    if (body.length > 0) {
                        body[random.nextInt(body.length)] = ALPHABET[random.nextInt(ALPHABET.length)];
                    }
                    yield body;
                }
            };
        }
        return body;
    }

    private static byte[] without(byte[] body, Random random) {
        int from = random.nextInt(body.length + 1);
        int until = Math.min(body.length, from + random.nextInt(40));
        byte[] cut = new byte[body.length - (until - from)];
        System.arraycopy(body, 0, cut, 0, from);
        System.arraycopy(body, until, cut, from, body.length - until);
        return cut;
    }

    private static byte[] doubled(byte[] body, Random random) {
        int from = random.nextInt(body.length + 1);
        int until = Math.min(body.length, from + random.nextInt(40));
        byte[] longer = new byte[body.length + until - from];
        System.arraycopy(body, 0, longer, 0, until);
        System.arraycopy(body, from, longer, until, body.length - from);
        return longer;
    }
}

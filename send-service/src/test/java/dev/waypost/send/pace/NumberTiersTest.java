package dev.waypost.send.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NumberTiersTest {
    private final AtomicInteger asked = new AtomicInteger();
    private ServiceUnderTest service;
    private HttpServer meta;

    @BeforeAll
    void start() throws IOException {
        service = ServiceUnderTest.start("send");
        meta = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        meta.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = "{\"id\":\"1\",\"status\":\"CONNECTED\",\"throughput\":{\"level\":\"HIGH\"}}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        meta.start();
    }

    @AfterAll
    void stop() {
        service.close();
        meta.stop(0);
    }

    @Test
    void a_number_is_as_fast_as_meta_says_and_nobody_waits_for_the_answer() {
        NumberTiers tiers = service.bean(NumberTiers.class);
        EndpointAccess access = access("http://127.0.0.1:" + meta.getAddress().getPort());

        assertThat(tiers.perSecond(access)).isIn(80, 1000);

        await().atMost(Duration.ofSeconds(30)).until(() -> tiers.perSecond(access) == 1000);
        assertThat(asked).hasValue(1);
    }

    @Test
    void a_number_that_meta_does_not_tell_of_has_the_standard_speed() {
        assertThat(service.bean(NumberTiers.class).perSecond(access("http://127.0.0.1:1")))
                .isEqualTo(80);
    }

    private static EndpointAccess access(String apiUrl) {
        return new EndpointAccess(
                ProviderKind.META_CLOUD, apiUrl, "v23.0", Fixtures.phoneNumberId(), "waba", null, Secret.of("token"));
    }
}

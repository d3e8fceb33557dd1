package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A webhook-ingress in a process of its own is killed without a word.
final class GatewayKillTest {
    @TempDir
    Path folder;

    private final GatewayWorld world = new GatewayWorld();

    @Test
    void a_lock_that_was_committed_and_not_answered_is_there_and_its_message_is_routed_once() throws Exception {
        try (world) {
            var tenant = world.tenant("k");
            String phone = GatewayWorld.phone();
            byte[] link = world.wrote(phone + "@c.us", "start_realty_k");
            IngressProcess process = start();
            try (var socket = new Socket("127.0.0.1", process.port())) {
                // Nobody reads the answer: what happened is known from the store alone.
                socket.getOutputStream().write(request(link));
                await().pollInterval(Duration.ofMillis(1))
                        .atMost(IngressUnderTest.SOON)
                        .until(() -> locks(phone) == 1);
                process.kill();
            }

            var answer = world.said(link);

            assertThat(answer.path("action").asText()).isEqualTo("new_session_locked");
            assertThat(answer.path("tenant_id").asText()).isEqualTo(tenant.id);
            assertThat(world.says(phone, "hello").path("action").asText()).isEqualTo("existing_session");
            assertThat(world.stored(tenant.id, "ACCEPTED")).isEqualTo(2);
            assertThat(locks(phone)).isEqualTo(1);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(world.got(tenant)).contains("start_realty_k", "hello"));
        }
    }

    @Test
    void of_many_first_messages_no_answered_one_is_without_its_lock() throws Exception {
        try (world) {
            var tenant = world.tenant("m");
            Set<String> answered = ConcurrentHashMap.newKeySet();
            IngressProcess process = start();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                    var http = HttpClient.newHttpClient()) {
                for (int i = 0; i < 32; i++) {
                    threads.submit(() -> {
                        while (process.isAlive()) {
                            String phone = GatewayWorld.phone();
                            byte[] link = world.wrote(phone + "@c.us", "start_realty_m");
                            if (status(http, process, link) == 200) {
                                answered.add(phone);
                            }
                        }
                        return null;
                    });
                }
                await().atMost(IngressUnderTest.SOON).until(() -> answered.size() > 300);
                process.kill();
            }

            for (String phone : answered) {
                assertThat(locks(phone)).isEqualTo(1);
            }
            // A lock and its message are one: neither is there without the other.
            // PostgreSQL may still carry out what the dead process asked: both are counted at one moment.
            assertThat(world.count("""
                    SELECT abs((SELECT count(*) FROM user_lock WHERE tenant_id = ?)
                      - (SELECT count(*) FROM event WHERE tenant_id = ? AND state = 'ACCEPTED')) AS n""", tenant.id, tenant.id)).isZero();
            assertThat(world.stored(tenant.id, "ACCEPTED")).isGreaterThanOrEqualTo(answered.size());
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private byte[] request(byte[] body) throws Exception {
        String head = "POST /webhook/gateway/" + world.gatewayId
                + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + "X-Webhook-Hmac: " + world.sign(body)
                + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        return concat(head.getBytes(StandardCharsets.US_ASCII), body);
    }

    private int status(HttpClient http, IngressProcess process, byte[] body) throws Exception {
        try {
            return http.send(
                            HttpRequest.newBuilder(process.uri("/webhook/gateway/" + world.gatewayId))
                                    .header("X-Webhook-Hmac", world.sign(body))
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException killed) {
            return 0;
        }
    }

    private long locks(String phone) {
        return world.count(
                "SELECT count(*) AS n FROM user_lock_name WHERE gateway_id = ? AND name = ?", world.gatewayId, phone);
    }

    private IngressProcess start() throws Exception {
        return IngressProcess.start(world.settings(Map.of()), folder.resolve("ingress.log"));
    }
}

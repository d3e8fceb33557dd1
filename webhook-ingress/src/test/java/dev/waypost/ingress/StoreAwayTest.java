package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.embedded.EmbeddedBackends;
import dev.waypost.testkit.ServiceUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StoreAwayTest {
    @Test
    void without_the_database_a_webhook_is_503_with_retry_after() throws Exception {
        try (var backends = EmbeddedBackends.ephemeral();
                var service = ServiceUnderTest.start(
                        "ingress",
                        Map.of(
                                "waypost.ingress.public-port", "0",
                                "waypost.db.url", backends.postgres().jdbcUrl(),
                                "waypost.db.connect-timeout", "1s"))) {
            var tenant = new TestTenant().publish(service);
            assertThat(post(service, tenant, "wamid.before").statusCode()).isEqualTo(200);
            backends.postgres().close();

            var answer = post(service, tenant, "wamid.after");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(answer.body()).contains("STORE_UNAVAILABLE").doesNotContain("SQL");
        }
    }

    private static HttpResponse<String> post(ServiceUnderTest service, TestTenant tenant, String messageId)
            throws Exception {
        byte[] body = tenant.message(messageId, "4915112345678", "x", null);
        var request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + service.bean(Ingress.class).publicPort() + tenant.path()))
                .header("X-Hub-Signature-256", tenant.sign(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString());
        }
    }
}

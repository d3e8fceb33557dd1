package dev.waypost.platform.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.settings.SettingsRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceTest {
    private static final Map<String, Object> GOOD =
            Map.of("waypost.auth.service-key", "a-service-key-of-16", "waypost.server.host", "127.0.0.1");

    @Test
    void a_service_serves_health_and_metrics_until_it_is_closed() throws Exception {
        int port;
        try (Running toy = Service.start("toy", GOOD)) {
            port = toy.httpPort();

            assertThat(get(port, "/health/readiness").statusCode()).isEqualTo(200);
            assertThat(get(port, "/health/liveness").statusCode()).isEqualTo(200);
            assertThat(get(port, "/prometheus").body()).contains("jvm_memory_used_bytes");
            assertThat(toy.grpcPort()).isPositive();
        }
        assertThatThrownBy(() -> get(port, "/health/liveness")).isInstanceOf(IOException.class);
    }

    @Test
    void a_misspelled_setting_stops_the_boot_and_names_the_right_one() {
        assertThatThrownBy(() -> Service.start("toy", with("waypost.toy.patiense", "10s")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessage("unknown setting waypost.toy.patiense; did you mean waypost.toy.patience?");
    }

    @Test
    void a_value_that_cannot_be_read_stops_the_boot() {
        assertThatThrownBy(() -> Service.start("toy", with("waypost.toy.patience", "soon")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("waypost.toy.patience cannot be read: value: soon (expected: a duration");
    }

    @Test
    void a_value_out_of_bounds_stops_the_boot() {
        assertThatThrownBy(() -> Service.start("toy", with("waypost.telemetry.sample-ratio", "7")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("value: 7.0 (expected: 0 to 1)");
    }

    @Test
    void settings_of_another_service_are_none_of_its_business() {
        Service.start("toy", with("waypost.send.grpc-port", "9102")).close();
    }

    @Test
    void a_missing_service_key_stops_the_boot() {
        assertThatThrownBy(() -> Service.start("toy", Map.of()))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("set waypost.auth.service-key");
    }

    @Test
    void a_port_in_use_is_one_clear_line() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Service.start("toy", with("waypost.toy.ops-port", taken.getLocalPort())))
                    .isInstanceOf(SettingsRefused.class)
                    .hasMessageContaining("toy cannot listen");
        }
    }

    private static Map<String, Object> with(String key, Object value) {
        var settings = new HashMap<>(GOOD);
        settings.put(key, value);
        return settings;
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}

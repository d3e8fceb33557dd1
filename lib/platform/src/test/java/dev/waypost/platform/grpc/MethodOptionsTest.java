package dev.waypost.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MethodOptionsTest {
    @Test
    void a_call_that_waits_for_strangers_is_waited_for_longer() {
        assertThat(MethodOptions.patience(EndpointServiceGrpc.getTestEndpointMethod()))
                .isEqualTo(Duration.ofSeconds(15));
        assertThat(MethodOptions.patience(EndpointServiceGrpc.getActivateEndpointMethod()))
                .isEqualTo(Duration.ofSeconds(15));
        assertThat(MethodOptions.patience(EndpointServiceGrpc.getGetEndpointMethod()))
                .isEqualTo(Duration.ofSeconds(5));
    }
}

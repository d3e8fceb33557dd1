package dev.waypost.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.proto.config.v1.BatchGetSnapshotsRequest;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.SendStreamRequest;
import org.junit.jupiter.api.Test;

class TenantFieldsTest {
    @Test
    void a_tenant_is_found_however_deep_it_is_named() {
        var inside = SendStreamRequest.newBuilder()
                .setSend(SendRequest.newBuilder().setTenantId("salon"))
                .build();
        var many = BatchGetSnapshotsRequest.newBuilder()
                .addTenantIds("salon")
                .addTenantIds("clinic")
                .build();

        assertThat(TenantFields.named(inside)).containsExactly("salon");
        assertThat(TenantFields.named(many)).containsExactly("salon", "clinic");
    }

    @Test
    void a_type_that_cannot_name_a_tenant_is_known() {
        assertThat(TenantFields.mentions(SendStreamRequest.getDescriptor())).isTrue();
        assertThat(TenantFields.mentions(ListTenantsRequest.getDescriptor())).isFalse();
    }
}

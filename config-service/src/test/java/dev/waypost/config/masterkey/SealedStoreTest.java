package dev.waypost.config.masterkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.settings.Secret;
import dev.waypost.proto.config.v1.CredentialKind;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.RotateCredentialRequest;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SealedStoreTest {
    private static final SealedColumn ENDPOINTS = SealedColumn.ALL.getFirst();

    @Test
    void what_was_replaced_since_it_was_read_is_left_as_it_is() {
        try (var config = ServiceUnderTest.start("config")) {
            var endpoints = EndpointServiceGrpc.newBlockingStub(config.admin());
            String tenant = Fixtures.tenantId();
            endpoints.setEndpoint(SetEndpointRequest.newBuilder()
                    .setForce(true)
                    .setTenantId(tenant)
                    .setRequestId(Ids.next("req"))
                    .setEndpointId("main")
                    .setCreateTenant(true)
                    .setProvider(Provider.PROVIDER_META_CLOUD)
                    .setApiUrl("http://127.0.0.1:8190/meta")
                    .setPhoneNumberId(Fixtures.phoneNumberId())
                    .setApiKey("the-first-key")
                    .build());
            SealedStore store = config.bean(SealedStore.class);
            SealedRow read = row(store, tenant);
            endpoints.rotateCredential(RotateCredentialRequest.newBuilder()
                    .setTenantId(tenant)
                    .setRequestId(Ids.next("req"))
                    .setKind(CredentialKind.CREDENTIAL_KIND_API_KEY)
                    .setSecret("the-second-key")
                    .build());

            boolean stale = store.replace(ENDPOINTS, read, read.value());
            SealedRow now = row(store, tenant);
            boolean fresh = store.replace(ENDPOINTS, now, now.value());

            assertThat(stale).isFalse();
            assertThat(fresh).isTrue();
            assertThat(now.value()).isNotEqualTo(read.value());
            String json =
                    config.bean(Redis.class).get(SnapshotKeys.snapshot(tenant)).orElseThrow();
            assertThat(config.bean(SnapshotCodec.class)
                            .decode(json)
                            .activeEndpoint()
                            .orElseThrow()
                            .apiKey())
                    .isEqualTo(Secret.of("the-second-key"));
        }
    }

    /// As a run under a key that nothing is sealed under yet would read it.
    private static SealedRow row(SealedStore store, String tenant) {
        List<SealedRow> page = store.page(ENDPOINTS, List.of(tenant, ""), "00000000", 1);
        assertThat(page).singleElement().satisfies(row -> assertThat(row.key()).containsExactly(tenant, "main"));
        return page.getFirst();
    }
}

package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.boot.Running;
import dev.waypost.platform.boot.Service;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc;
import dev.waypost.proto.config.v1.AuditServiceGrpc;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.ListApiKeysRequest;
import dev.waypost.proto.config.v1.ListChangesRequest;
import dev.waypost.proto.config.v1.RevokeApiKeyRequest;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FirstKeyTest {
    @TempDir
    private Path folder;

    @Test
    void the_first_start_makes_one_key_and_the_last_one_cannot_be_revoked() throws IOException {
        String database = Backends.freshDatabase();
        Path file = folder.resolve("first-key");
        String key;
        try (Running config = start(database, file, Map.of());
                var as = new As(config, file)) {
            key = Files.readString(file).strip();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            var first = as.keys()
                    .listApiKeys(ListApiKeysRequest.getDefaultInstance())
                    .getApiKeysList();
            assertThat(first).singleElement().satisfies(only -> {
                assertThat(only.getRole()).isEqualTo(Role.ROLE_ADMIN);
                assertThat(only.getTenantIdsList()).isEmpty();
            });
            assertThat(AuditServiceGrpc.newBlockingStub(as.channel)
                            .listChanges(ListChangesRequest.getDefaultInstance())
                            .getChangesList())
                    .singleElement()
                    .satisfies(change -> assertThat(change.getActor()).isEqualTo("config.first-start"));

            String keyId = first.getFirst().getKeyId();
            Fault last = fault(() -> as.revoke(keyId));
            as.make(Role.ROLE_OPERATOR);
            Fault stillLast = fault(() -> as.revoke(keyId));
            String second = as.make(Role.ROLE_ADMIN);
            as.revoke(second);
            Fault lastAgain = fault(() -> as.revoke(keyId));

            assertThat(last.reason()).isEqualTo(Reason.IN_USE);
            assertThat(stillLast.reason()).isEqualTo(Reason.IN_USE);
            assertThat(lastAgain.reason()).isEqualTo(Reason.IN_USE);
        }
        try (Running again = start(database, file, Map.of());
                var as = new As(again, file)) {
            assertThat(Files.readString(file).strip()).isEqualTo(key);
            assertThat(as.keys()
                            .listApiKeys(ListApiKeysRequest.getDefaultInstance())
                            .getApiKeysCount())
                    .isEqualTo(3);
        }
    }

    @Test
    void no_key_is_made_where_there_is_another_way_in() {
        Path file = folder.resolve("none");
        start(Backends.freshDatabase(), file, Map.of("waypost.auth.admin-key", ServiceUnderTest.ADMIN_KEY))
                .close();
        start(
                        Backends.freshDatabase(),
                        file,
                        Map.of(
                                "waypost.auth.oidc.issuer", "https://id.example.com",
                                "waypost.auth.oidc.audience", "waypost"))
                .close();

        assertThat(file).doesNotExist();
    }

    private static Running start(String database, Path file, Map<String, Object> more) {
        Map<String, Object> settings = ServiceUnderTest.settings("config");
        settings.remove("waypost.auth.admin-key");
        settings.put("waypost.db.url", database);
        settings.put("waypost.config.keys.first-key-file", file.toString());
        settings.putAll(more);
        return Service.start("config", settings);
    }

    private static final class As implements AutoCloseable {
        private final ManagedChannel plain;
        private final Channel channel;

        As(Running config, Path file) throws IOException {
            plain = ManagedChannelBuilder.forAddress("127.0.0.1", config.grpcPort())
                    .usePlaintext()
                    .build();
            var headers = new Metadata();
            headers.put(
                    Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                    "Bearer " + Files.readString(file).strip());
            channel = ClientInterceptors.intercept(plain, MetadataUtils.newAttachHeadersInterceptor(headers));
        }

        ApiKeyServiceGrpc.ApiKeyServiceBlockingStub keys() {
            return ApiKeyServiceGrpc.newBlockingStub(channel);
        }

        String make(Role role) {
            return keys().createApiKey(CreateApiKeyRequest.newBuilder()
                            .setRequestId(requestId())
                            .setName("another")
                            .setRole(role)
                            .build())
                    .getApiKey()
                    .getKeyId();
        }

        void revoke(String keyId) {
            keys().revokeApiKey(RevokeApiKeyRequest.newBuilder()
                    .setRequestId(requestId())
                    .setKeyId(keyId)
                    .build());
        }

        @Override
        public void close() {
            plain.shutdownNow();
        }
    }
}

package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.config.masterkey.RewrapWorker;
import dev.waypost.config.snapshot.SnapshotRelay;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.crypto.MasterKeyset;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.settings.SettingsRefused;
import dev.waypost.proto.config.v1.CredentialKind;
import dev.waypost.proto.config.v1.RotateCredentialRequest;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Master keys that change, on a database of their own.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RewrapTest {
    private static final Pattern SEALED = Pattern.compile("v1:[A-Za-z0-9+/]{12}");
    /// The same in bytes, as PostgreSQL shows them.
    private static final Pattern SEALED_BYTES = Pattern.compile("76313a[0-9a-f]{24}");

    @TempDir
    Path temp;

    private final String database = Backends.freshDatabase();
    private Path file;
    private MasterKeyset keys;
    private ConfigHarness config;

    @BeforeEach
    void start() throws Exception {
        file = temp.resolve("master-key");
        write(MasterKeyset.fresh());
        config = startService();
    }

    @AfterEach
    void stop() {
        config.close();
    }

    @Test
    void everything_is_sealed_again_while_serving_and_then_the_old_key_can_go() throws Exception {
        var every = new EverySecret(config);
        TenantSnapshot before = snapshot(every.tenant);
        String operation = every.exported();
        String exported = EverySecret.file(config, operation);
        failedTransfer();
        String old = keys.primary();
        promote();

        run();

        assertThat(keysOf(Dump.postgres(config.service.bean(Db.class)).stream()
                        .map(Dump.Entry::text)
                        .toList()))
                .containsExactly(keys.primary());
        assertThat(keysOf(List.of(raw(every.tenant)))).containsExactly(keys.primary());
        TenantSnapshot after = snapshot(every.tenant);
        // Neither a revision nor a secret nor an end of an overlap has changed.
        assertThat(after).isEqualTo(before);
        assertThat(after.activeEndpoint().orElseThrow().webhookSecrets(Instant.now()))
                .hasSize(2);

        config.close();
        write(keys.dropped(old));
        config = startService();
        assertThat(snapshot(every.tenant)).isEqualTo(before);
        assertThat(EverySecret.file(config, operation)).isEqualTo(exported);
    }

    /// One whose passphrase and rows are kept, because it may be resumed.
    private void failedTransfer() {
        String sealed = config.service.bean(Vault.class).seal("passphrase", "config:transfer", "op_1/secret");
        config.service
                .bean(Db.class)
                .run(sql -> sql.update(
                        "INSERT INTO transfer (operation_id, kind, state, spec, sealed, started_by)"
                                + " VALUES ('op_1', 'EXPORT_TENANTS', 'FAILED', '{}', ?, 'test')",
                        sealed));
        String row = config.service.bean(Vault.class).seal("{}", "config:transfer", "op_1/row/7");
        config.service
                .bean(Db.class)
                .run(sql -> sql.update(
                        "INSERT INTO transfer_row (operation_id, position, tenant_id, is_primary, sealed)"
                                + " VALUES ('op_1', 7, 'tenant', true, ?), ('op_1', 8, 'tenant', true, '')",
                        row));
    }

    @Test
    void a_key_that_something_is_still_sealed_under_is_missed_by_its_name_and_by_how_many() throws Exception {
        new EverySecret(config);
        String old = keys.primary();
        promote();
        long sealed = config.service
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT (SELECT sum(cardinality(sealed_under(secrets::text))) FROM endpoint)"
                                + " + (SELECT sum(cardinality(sealed_under(app_secret::text))"
                                + " + cardinality(sealed_under(verify_token::text))) FROM app)"
                                + " + (SELECT sum(cardinality(sealed_under(signing_secret::text))"
                                + " + cardinality(sealed_under(headers::text))) FROM project)"
                                + " + 1 AS n",
                        row -> row.longValue("n")))
                .orElseThrow();
        config.close();
        // Started with both keys once, as a deployment that promotes does; nothing is sealed again yet.
        startService().close();
        MasterKeyset both = keys;
        write(both.dropped(old));

        assertThatThrownBy(this::startService)
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("lacks " + old)
                .hasMessageContaining(sealed + " secrets are still sealed");

        write(both);
        config = startService();
        run();
        config.close();
        write(both.dropped(old));
        config = startService();
    }

    @Test
    void a_secret_that_is_replaced_meanwhile_is_never_overwritten() throws Exception {
        List<String> tenants = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tenants.add(new EverySecret(config).tenant);
        }
        Map<String, String> last = new ConcurrentHashMap<>();
        List<Future<?>> writers = new ArrayList<>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String tenant : tenants) {
                writers.add(pool.submit(() -> {
                    for (int i = 0; i < 25; i++) {
                        String secret = Fixtures.secret();
                        config.endpoints()
                                .rotateCredential(RotateCredentialRequest.newBuilder()
                                        .setTenantId(tenant)
                                        .setRequestId(requestId())
                                        .setKind(CredentialKind.CREDENTIAL_KIND_API_KEY)
                                        .setSecret(secret)
                                        .build());
                        last.put(tenant, secret);
                    }
                }));
            }
            while (!writers.stream().allMatch(Future::isDone)) {
                promote();
                config.service.bean(RewrapWorker.class).runOnce();
            }
        }
        for (Future<?> writer : writers) {
            writer.get();
        }

        run();

        assertThat(last)
                .hasSize(4)
                .allSatisfy((tenant, secret) -> assertThat(
                                snapshot(tenant).activeEndpoint().orElseThrow().apiKey())
                        .extracting(key -> key.reveal())
                        .isEqualTo(secret));
    }

    @Test
    void a_process_with_an_older_key_does_not_seal_back() throws Exception {
        new EverySecret(config);
        Path older = Files.copy(file, temp.resolve("older"));
        promote();
        // The other process knows both keys, and still seals under the first.
        MasterKeyset both =
                keys.promoted(MasterKeyset.parse(Files.readString(older)).primary());
        Files.writeString(older, both.encoded());
        run();
        // Its lease has ended; what keeps the other from sealing back is that its key was promoted earlier.
        config.close();
        try (var other = new ConfigHarness(ServiceUnderTest.start("config", settings(older)))) {
            other.service.bean(RewrapWorker.class).runOnce();
            other.service.bean(RewrapWorker.class).runOnce();
        }
        config = startService();

        assertThat(keysOf(Dump.postgres(config.service.bean(Db.class)).stream()
                        .filter(entry -> entry.where().equals("config.endpoint"))
                        .map(Dump.Entry::text)
                        .toList()))
                .containsExactly(keys.primary());
    }

    @Test
    void a_database_of_another_key_is_refused_also_when_both_are_files() throws Exception {
        new EverySecret(config);
        config.close();
        MasterKeyset right = keys;
        write(MasterKeyset.fresh());

        assertThatThrownBy(this::startService)
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("master key is not the one");

        write(right);
        config = startService();
    }

    /// As many looks as a run takes: one that seals, one that finds nothing, one that publishes.
    private void run() {
        for (int i = 0; i < 3; i++) {
            config.service.bean(RewrapWorker.class).runOnce();
        }
        config.service.bean(SnapshotRelay.class).runOnce();
    }

    private void promote() throws Exception {
        MasterKeyset added = keys.added();
        write(added.promoted(added.keys().getLast().id()));
        // A keyset is read at most once a second; what matters here comes after it was.
        org.awaitility.Awaitility.await().until(() -> {
            config.service.bean(Vault.class).reload();
            return config.service.bean(Vault.class).primaryKey().equals(keys.primary());
        });
    }

    private void write(MasterKeyset keyset) throws Exception {
        keys = keyset;
        Files.writeString(file, keyset.encoded());
    }

    private ConfigHarness startService() {
        return new ConfigHarness(ServiceUnderTest.start("config", settings(file)));
    }

    private Map<String, Object> settings(Path keyFile) {
        var settings = new HashMap<String, Object>();
        settings.put("waypost.db.url", database);
        settings.put("waypost.crypto.key", "");
        settings.put("waypost.crypto.key-file", keyFile.toString());
        // The test says when to look.
        settings.put("waypost.config.rewrap.pause", "1h");
        return settings;
    }

    private static List<String> keysOf(List<String> texts) {
        return texts.stream()
                .flatMap(text -> Stream.concat(
                        SEALED.matcher(text).results().map(found -> found.group()),
                        SEALED_BYTES
                                .matcher(text)
                                .results()
                                .map(found ->
                                        new String(HexFormat.of().parseHex(found.group()), StandardCharsets.US_ASCII))))
                .map(Vault::keyOf)
                .distinct()
                .toList();
    }

    private String raw(String tenant) {
        return config.service
                .bean(Redis.class)
                .get(SnapshotKeys.snapshot(tenant))
                .orElseThrow();
    }

    private TenantSnapshot snapshot(String tenant) {
        return config.service.bean(SnapshotCodec.class).decode(raw(tenant));
    }
}

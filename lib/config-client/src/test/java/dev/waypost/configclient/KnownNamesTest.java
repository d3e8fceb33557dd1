package dev.waypost.configclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KnownNamesTest {
    private static final Name NUMBER = new Name.PhoneNumber("15550001");
    private static final Name APP = new Name.App("42");

    private final Map<Name, NameSource.Found> names = new HashMap<>();
    private final Map<String, Long> tenants = new HashMap<>();
    private long now = 1_000;
    private int asked;
    private boolean away;
    private TenantSnapshots snapshots;

    @BeforeEach
    void start() {
        tenants.put("a", 1L);
        tenants.put("b", 1L);
        snapshots = new TenantSnapshots(
                new Followed(),
                tenant -> Optional.empty(),
                this::ask,
                settings(1),
                new SimpleMeterRegistry(),
                () -> now);
        snapshots.near().poll();
    }

    @Test
    void a_known_name_costs_no_call() {
        names.put(NUMBER, new NameSource.Found("a", 1, "main", null, "", ""));

        for (int i = 0; i < 10; i++) {
            assertThat(owner(NUMBER)).isEqualTo("a");
        }

        assertThat(asked).isEqualTo(1);
    }

    @Test
    void as_many_names_are_known_as_memory_was_given_for() {
        int fit = 1_500;
        for (int round = 0; round < 2; round++) {
            askFor(fit);
        }
        int ofThoseThatFit = asked;

        for (int round = 0; round < 2; round++) {
            askFor(20_000);
        }

        assertThat(ofThoseThatFit).isEqualTo(fit);
        assertThat(asked - ofThoseThatFit).isGreaterThan(2 * 20_000 - 2 * 2_000);
    }

    private void askFor(int numbers) {
        for (int i = 0; i < numbers; i++) {
            var name = new Name.PhoneNumber("number-" + i);
            names.put(name, new NameSource.Found("a", 1, "main", null, "", ""));
            owner(name);
        }
    }

    @Test
    void memory_is_a_part_of_the_heap_unless_it_is_given() {
        long heap = Runtime.getRuntime().maxMemory();

        assertThat(settings(0).maxBytes()).isEqualTo(Math.max(64_000_000, heap / 8));
        assertThat(settings(10).maxBytes()).isEqualTo(10_000_000);
    }

    private static SnapshotSettings settings(int megabytes) {
        return new SnapshotSettings(megabytes, Duration.ofMinutes(5), Duration.ofSeconds(3), Duration.ofSeconds(1));
    }

    @Test
    void a_name_that_moved_is_not_left_with_its_old_tenant() {
        names.put(NUMBER, new NameSource.Found("a", 1, "main", null, "", ""));
        owner(NUMBER);

        names.put(NUMBER, new NameSource.Found("b", 2, "main", null, "", ""));
        tenants.put("a", 2L);
        tenants.put("b", 2L);
        changed("a", 2);
        changed("b", 2);

        assertThat(owner(NUMBER)).isEqualTo("b");
    }

    @Test
    void a_change_of_another_tenant_costs_no_call() {
        names.put(NUMBER, new NameSource.Found("a", 1, "main", null, "", ""));
        owner(NUMBER);

        tenants.put("b", 2L);
        changed("b", 2);
        owner(NUMBER);

        assertThat(asked).isEqualTo(1);
    }

    @Test
    void that_nobody_is_behind_a_name_is_remembered_until_anything_changes() {
        assertThat(snapshots.resolve(NUMBER)).isEmpty();
        assertThat(snapshots.resolve(NUMBER)).isEmpty();
        int before = asked;

        names.put(NUMBER, new NameSource.Found("b", 2, "main", null, "", ""));
        tenants.put("b", 2L);
        changed("b", 2);

        assertThat(before).isEqualTo(1);
        assertThat(owner(NUMBER)).isEqualTo("b");
    }

    @Test
    void an_app_that_no_tenant_uses_alone_is_known_and_its_new_secret_too() {
        names.put(APP, app("old"));
        snapshots.resolve(APP);
        snapshots.resolve(APP);
        int before = asked;

        names.put(APP, app("new"));
        changed("app:42", 2);

        assertThat(before).isEqualTo(1);
        assertThat(snapshots.resolve(APP).orElseThrow().app())
                .isNotNull()
                .extracting(app -> app.appSecrets(Instant.EPOCH).getFirst().reveal())
                .isEqualTo("new");
    }

    @Test
    void the_last_known_serves_while_nobody_can_be_asked_and_an_unknown_name_is_no_guess() {
        names.put(NUMBER, new NameSource.Found("a", 1, "main", null, "", ""));
        owner(NUMBER);

        away = true;
        tenants.put("a", 2L);
        changed("a", 2);

        assertThat(owner(NUMBER)).isEqualTo("a");
        assertThatThrownBy(() -> snapshots.resolve(APP))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.reason()).isEqualTo(Reason.PEER_UNAVAILABLE));
    }

    private String owner(Name name) {
        return snapshots
                .resolve(name)
                .map(Resolution::tenant)
                .map(TenantSnapshot::tenantId)
                .orElse("");
    }

    private void changed(String member, long revision) {
        snapshots.far().changed(new Change(member, revision, false));
    }

    private Optional<NameSource.Found> ask(Name name) {
        asked++;
        if (away) {
            throw Fault.of(Reason.PEER_UNAVAILABLE);
        }
        return Optional.ofNullable(names.get(name));
    }

    private static NameSource.Found app(String secret) {
        return new NameSource.Found(null, 0, "", new App("42", Secret.of(secret), null, null, null), "", "");
    }

    /// A Redis that is complete at every moment.
    private final class Followed implements NearSnapshots {
        private long turn;

        @Override
        public Optional<Poll> poll(String generation, long position, int limit) {
            return Optional.of(new Poll("db/1", 0, ++turn, 0, List.of()));
        }

        @Override
        public Optional<Read> read(String tenantId) {
            long revision = tenants.getOrDefault(tenantId, 0L);
            return Optional.of(new Read(
                    "db/1",
                    revision,
                    revision == 0 ? null : new Sized(SnapshotWorld.snapshot(tenantId, revision), 1_000)));
        }

        @Override
        public Optional<Sized> anything(String tenantId) {
            return Optional.empty();
        }
    }
}

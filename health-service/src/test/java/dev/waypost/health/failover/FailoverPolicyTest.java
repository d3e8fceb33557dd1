package dev.waypost.health.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.configclient.EndpointRole;
import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailoverPolicyTest {
    private static final Duration NOW = Duration.ofSeconds(1);
    private static final Duration LONG_AGO = Duration.ofHours(9);
    private static final Rules STANDBY = rules("STANDBY", "AUTOMATIC", false);
    private static final Rules POOL = rules("POOL", "AUTOMATIC", false);

    @Test
    void traffic_leaves_an_unhealthy_endpoint_for_the_first_healthy_standby() {
        Decision decision = decide(
                STANDBY, fallen("a", EndpointRole.ACTIVE), fallen("b", EndpointRole.STANDBY), fine("c"), fine("d"));

        assertThat(decision).isEqualTo(new Decision.Commit(fall("a", "c")));
    }

    @Test
    void nothing_moves_while_the_active_endpoint_carries() {
        assertThat(decide(STANDBY, carrier("a", HealthStatus.HEALTHY), fine("b")))
                .isInstanceOf(Decision.Rest.class);
        assertThat(decide(STANDBY, carrier("a", HealthStatus.DEGRADED), fine("b")))
                .isInstanceOf(Decision.Rest.class);
        assertThat(decide(STANDBY, carrier("a", HealthStatus.UNKNOWN), fine("b")))
                .isInstanceOf(Decision.Rest.class);
    }

    @Test
    void nothing_moves_where_there_is_one_endpoint_or_the_tenant_wants_no_move() {
        Member[] members = {fallen("a", EndpointRole.ACTIVE), fine("b")};

        assertThat(decide(rules("SINGLE", "AUTOMATIC", true), members)).isInstanceOf(Decision.Rest.class);
        assertThat(decide(rules("STANDBY", "OFF", true), members)).isInstanceOf(Decision.Rest.class);
        assertThat(decide(rules("POOL", "OFF", true), members)).isInstanceOf(Decision.Rest.class);
    }

    @Test
    void without_a_healthy_standby_it_waits() {
        assertThat(hold(decide(
                        STANDBY,
                        fallen("a", EndpointRole.ACTIVE),
                        member("b", EndpointRole.STANDBY, HealthStatus.DEGRADED, NOW, true))))
                .isEqualTo(Hold.NO_HEALTHY_ENDPOINT);
    }

    @Test
    void what_a_move_relies_on_is_looked_at_again_when_the_look_is_old() {
        Member stale = member("b", EndpointRole.STANDBY, HealthStatus.HEALTHY, Duration.ofMinutes(1), true);

        assertThat(decide(STANDBY, fallen("a", EndpointRole.ACTIVE), stale)).isEqualTo(new Decision.Look("b"));
        assertThat(decide(
                        STANDBY,
                        member("a", EndpointRole.ACTIVE, HealthStatus.UNHEALTHY, Duration.ofMinutes(1), false),
                        fine("b")))
                .isEqualTo(new Decision.Look("a"));
    }

    @Test
    void an_endpoint_that_answers_again_keeps_its_traffic() {
        assertThat(decide(STANDBY, member("a", EndpointRole.ACTIVE, HealthStatus.UNHEALTHY, NOW, true), fine("b")))
                .isInstanceOf(Decision.Wait.class);
    }

    @Test
    void the_brake_holds_those_who_are_silent_and_not_those_who_were_refused() {
        Member silent = fallen("a", EndpointRole.ACTIVE);
        Member refused = new Member(
                "a",
                EndpointRole.ACTIVE,
                0,
                true,
                false,
                HealthStatus.UNHEALTHY,
                Trouble.CREDENTIAL,
                "refused",
                NOW,
                NOW,
                false);

        assertThat(hold(FailoverPolicy.decide(
                        new Situation(STANDBY, List.of(silent, fine("b")), List.of(), null, true))))
                .isEqualTo(Hold.MASS_FAILURE);
        assertThat(FailoverPolicy.decide(new Situation(STANDBY, List.of(refused, fine("b")), List.of(), null, true)))
                .isInstanceOf(Decision.Commit.class);
    }

    @Test
    void cooldown_and_hourly_limit_hold_it_back() {
        List<Member> members = List.of(fallen("a", EndpointRole.ACTIVE), fine("b"));

        assertThat(FailoverPolicy.decide(new Situation(STANDBY, members, done(Duration.ofMinutes(2)), null, false)))
                .isEqualTo(new Decision.Wait(fall("a", "b"), Hold.COOLDOWN, Duration.ofMinutes(3)));
        List<Past> many = new ArrayList<>();
        for (int minutes = 10; minutes <= 40; minutes += 10) {
            many.addAll(done(Duration.ofMinutes(minutes)));
        }
        assertThat(FailoverPolicy.decide(new Situation(STANDBY, members, many, null, false)))
                .isEqualTo(new Decision.Wait(fall("a", "b"), Hold.TOO_MANY, Duration.ofMinutes(20)));
    }

    @Test
    void a_person_approves_where_the_tenant_says_so_and_is_not_asked_twice() {
        Rules rules = rules("STANDBY", "APPROVAL", false);
        List<Member> members = List.of(fallen("a", EndpointRole.ACTIVE), fine("b"));
        Move move = fall("a", "b");

        assertThat(FailoverPolicy.decide(new Situation(rules, members, List.of(), null, false)))
                .isEqualTo(new Decision.Propose(move));
        assertThat(FailoverPolicy.decide(new Situation(rules, members, List.of(), move, false)))
                .isEqualTo(new Decision.Commit(move));
        assertThat(FailoverPolicy.decide(new Situation(rules, members, List.of(), fall("a", "c"), false)))
                .isEqualTo(new Decision.Propose(move));
        List<Past> rejected = List.of(new Past(Kind.FALL, "a", "b", State.REJECTED, Duration.ofMillis(10)));
        assertThat(FailoverPolicy.decide(new Situation(rules, members, rejected, null, false)))
                .isInstanceOf(Decision.Rest.class);
    }

    @Test
    void traffic_returns_only_when_wished_after_the_cooldown_and_where_we_took_it_from() {
        List<Past> ours = List.of(new Past(Kind.FALL, "b", "a", State.DONE, LONG_AGO));
        List<Member> members = List.of(carrier("a", HealthStatus.HEALTHY), fine("b"), fine("c"));

        assertThat(FailoverPolicy.decide(new Situation(STANDBY, members, ours, null, false)))
                .isInstanceOf(Decision.Rest.class);
        Rules returning = rules("STANDBY", "AUTOMATIC", true);
        assertThat(FailoverPolicy.decide(new Situation(returning, members, ours, null, false)))
                .isEqualTo(new Decision.Commit(new Move(Kind.RETURN, "a", "b", "it is healthy again", Trouble.NONE)));
        assertThat(FailoverPolicy.decide(new Situation(returning, members, List.of(), null, false)))
                .isInstanceOf(Decision.Rest.class);
        Member justUp = new Member(
                "b", EndpointRole.STANDBY, 0, true, false, HealthStatus.HEALTHY, Trouble.NONE, "", NOW, NOW, true);
        assertThat(hold(FailoverPolicy.decide(new Situation(
                        returning, List.of(carrier("a", HealthStatus.HEALTHY), justUp), ours, null, false))))
                .isEqualTo(Hold.COOLDOWN);
    }

    @Test
    void a_pool_loses_who_fell_and_gets_back_whom_we_drained_and_nobody_else() {
        Member fallen = fallen("a", EndpointRole.ACTIVE);
        Member other = carrier("b", HealthStatus.HEALTHY);
        Member drained = member("a", EndpointRole.DRAINING, HealthStatus.HEALTHY, NOW, true);
        List<Past> ours = List.of(new Past(Kind.FALL, "a", "b", State.DONE, LONG_AGO));

        assertThat(decide(POOL, fallen, other)).isEqualTo(new Decision.Commit(fall("a", "b")));
        assertThat(hold(decide(POOL, fallen, fallen("b", EndpointRole.ACTIVE)))).isEqualTo(Hold.NO_HEALTHY_ENDPOINT);
        assertThat(FailoverPolicy.decide(new Situation(POOL, List.of(drained, other), ours, null, false)))
                .isEqualTo(new Decision.Commit(new Move(Kind.RETURN, "", "a", "it is healthy again", Trouble.NONE)));
        assertThat(decide(POOL, drained, other)).isInstanceOf(Decision.Rest.class);
    }

    @Test
    void a_drained_server_loses_its_traffic_at_once_and_gets_none() {
        Member leaving = new Member(
                "a", EndpointRole.ACTIVE, 0, true, true, HealthStatus.HEALTHY, Trouble.NONE, "", LONG_AGO, NOW, true);
        Member leavingToo = new Member(
                "b", EndpointRole.STANDBY, 0, true, true, HealthStatus.HEALTHY, Trouble.NONE, "", LONG_AGO, NOW, true);

        Decision decision = FailoverPolicy.decide(new Situation(
                STANDBY, List.of(leaving, leavingToo, fine("c")), done(Duration.ofSeconds(3)), null, false));

        assertThat(decision)
                .isEqualTo(new Decision.Commit(
                        new Move(Kind.DRAIN, "a", "c", "its server is being drained", Trouble.NONE)));
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    /// Whatever flaps however fast, a tenant sees no more switches than it allows, and no two within the cooldown.
    @ParameterizedTest
    @MethodSource("seeds")
    void flapping_endpoints_switch_a_bounded_number_of_times(long seed) {
        Random random = new Random(seed);
        Rules rules = rules("STANDBY", "AUTOMATIC", random.nextBoolean());
        String active = "a";
        List<Long> switched = new ArrayList<>();
        List<Past> past = new ArrayList<>();
        long seconds = 3 * 3600;
        for (long at = 0; at < seconds; at += 5) {
            List<Member> members = new ArrayList<>();
            for (String id : List.of("a", "b")) {
                boolean works = random.nextInt(3) > 0;
                members.add(member(
                        id,
                        id.equals(active) ? EndpointRole.ACTIVE : EndpointRole.STANDBY,
                        works ? HealthStatus.HEALTHY : HealthStatus.UNHEALTHY,
                        NOW,
                        works));
            }
            long now = at;
            List<Past> aged = new ArrayList<>();
            for (int i = past.size() - 1; i >= 0; i--) {
                Past one = past.get(i);
                aged.add(new Past(
                        one.kind(), one.from(), one.to(), one.state(), Duration.ofSeconds(now - switched.get(i))));
            }
            if (FailoverPolicy.decide(new Situation(rules, members, aged, null, false))
                    instanceof Decision.Commit commit) {
                active = commit.move().to();
                switched.add(now);
                past.add(new Past(commit.move().kind(), commit.move().from(), active, State.DONE, Duration.ZERO));
            }
        }

        assertThat(switched).hasSizeGreaterThan(2);
        for (int i = 1; i < switched.size(); i++) {
            assertThat(switched.get(i) - switched.get(i - 1))
                    .isGreaterThanOrEqualTo(rules.cooldown().toSeconds());
        }
        for (long from : switched) {
            assertThat(switched.stream().filter(one -> one >= from && one < from + 3600))
                    .hasSizeLessThanOrEqualTo(rules.mostPerHour());
        }
    }

    private static Decision decide(Rules rules, Member... members) {
        return FailoverPolicy.decide(new Situation(rules, List.of(members), List.of(), null, false));
    }

    private static Hold hold(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Wait.class);
        return ((Decision.Wait) decision).hold();
    }

    private static List<Past> done(Duration age) {
        return List.of(new Past(Kind.FALL, "x", "y", State.DONE, age));
    }

    private static Move fall(String from, String to) {
        return new Move(Kind.FALL, from, to, "timed out", Trouble.TRANSPORT);
    }

    private static Member fallen(String id, EndpointRole role) {
        return member(id, role, HealthStatus.UNHEALTHY, NOW, false);
    }

    private static Member carrier(String id, HealthStatus status) {
        return member(id, EndpointRole.ACTIVE, status, NOW, true);
    }

    private static Member fine(String id) {
        return member(id, EndpointRole.STANDBY, HealthStatus.HEALTHY, NOW, true);
    }

    private static Member member(
            String id, EndpointRole role, HealthStatus status, Duration lookAge, boolean lookGood) {
        boolean bad = status == HealthStatus.UNHEALTHY;
        return new Member(
                id,
                role,
                0,
                true,
                false,
                status,
                bad ? Trouble.TRANSPORT : Trouble.NONE,
                bad ? "timed out" : "",
                LONG_AGO,
                lookAge,
                lookGood);
    }

    private static Rules rules(String routing, String mode, boolean returns) {
        return new Rules(
                routing, mode, Duration.ofMinutes(5), 4, returns, Duration.ofSeconds(10), Duration.ofSeconds(5));
    }
}

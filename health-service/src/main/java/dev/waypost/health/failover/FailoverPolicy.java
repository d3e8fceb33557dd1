package dev.waypost.health.failover;

import dev.waypost.configclient.EndpointRole;
import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Decides whether and where a tenant's traffic moves.
///
/// It moves only to an endpoint that is healthy and was just seen to work, only from one that was just seen not to,
/// and not more often than the tenant allows.
public final class FailoverPolicy {
    private static final Duration HOUR = Duration.ofHours(1);

    private FailoverPolicy() {}

    public static Decision decide(Situation situation) {
        Rules rules = situation.rules();
        if (rules.routing().equals("SINGLE") || rules.mode().equals("OFF")) {
            return new Decision.Rest();
        }
        Optional<Move> wish = rules.routing().equals("POOL") ? inPool(situation) : betweenStandbys(situation);
        return wish.map(move -> judged(situation, move)).orElseGet(Decision.Rest::new);
    }

    private static Optional<Move> betweenStandbys(Situation situation) {
        Optional<Member> active = situation.members().stream()
                .filter(member -> member.role() == EndpointRole.ACTIVE)
                .findFirst()
                // One that a person switched off keeps its messages.
                .filter(Member::usable);
        if (active.isEmpty()) {
            return Optional.empty();
        }
        Optional<Kind> reason = reason(active.get());
        if (reason.isPresent()) {
            String to = situation.members().stream()
                    .filter(member -> member.role() == EndpointRole.STANDBY && canCarry(member))
                    .findFirst()
                    .map(Member::endpointId)
                    .orElse("");
            return Optional.of(away(reason.get(), active.get(), to));
        }
        return situation.rules().returns() ? back(situation, active.get()) : Optional.empty();
    }

    /// The traffic goes back where we took it from, unless somebody moved it since.
    private static Optional<Move> back(Situation situation, Member active) {
        return situation.past().stream()
                .filter(past -> past.state() == State.DONE)
                .findFirst()
                .filter(last -> last.kind() != Kind.RETURN && last.to().equals(active.endpointId()))
                .flatMap(last -> find(situation, last.from()))
                .filter(before -> before.role() == EndpointRole.STANDBY && canCarry(before))
                .map(before -> new Move(
                        Kind.RETURN, active.endpointId(), before.endpointId(), "it is healthy again", Trouble.NONE));
    }

    private static Optional<Move> inPool(Situation situation) {
        List<Member> members = situation.members();
        for (Member member : members) {
            Optional<Kind> reason =
                    member.role() == EndpointRole.ACTIVE && member.usable() ? reason(member) : Optional.empty();
            if (reason.isPresent()) {
                String to = members.stream()
                        .filter(other -> other.role() == EndpointRole.ACTIVE && canCarry(other))
                        .findFirst()
                        .map(Member::endpointId)
                        .orElse("");
                Move move = away(reason.get(), member, to);
                // One that cannot be drained must not keep others from getting their share back.
                if (!to.isEmpty()) {
                    return Optional.of(move);
                }
            }
        }
        return members.stream()
                .filter(member -> member.role() == EndpointRole.DRAINING && canCarry(member))
                .filter(member -> wasDrainedByUs(situation.past(), member.endpointId()))
                .map(member -> new Move(Kind.RETURN, "", member.endpointId(), "it is healthy again", Trouble.NONE))
                .findFirst()
                .or(() -> members.stream()
                        .filter(member -> member.role() == EndpointRole.ACTIVE && member.usable())
                        .flatMap(member -> reason(member).map(kind -> away(kind, member, "")).stream())
                        .findFirst());
    }

    private static boolean wasDrainedByUs(List<Past> past, String endpointId) {
        return past.stream()
                .filter(one -> one.state() == State.DONE)
                .filter(one ->
                        one.from().equals(endpointId) || one.to().equals(endpointId) && one.kind() == Kind.RETURN)
                .findFirst()
                .filter(last -> last.from().equals(endpointId))
                .isPresent();
    }

    private static Decision judged(Situation situation, Move move) {
        Rules rules = situation.rules();
        if (move.to().isEmpty()) {
            return new Decision.Wait(move, Hold.NO_HEALTHY_ENDPOINT, rules.retry());
        }
        // Whoever got an answer got it through our network.
        if (situation.brake() && (move.trouble() == Trouble.TRANSPORT || move.trouble() == Trouble.OURS)) {
            return new Decision.Wait(move, Hold.MASS_FAILURE, rules.retry());
        }
        Optional<Decision> tooSoon = tooSoon(situation, move);
        if (tooSoon.isPresent()) {
            return tooSoon.get();
        }
        Move approved = situation.approved();
        boolean asks = rules.mode().equals("APPROVAL") && move.kind() != Kind.DRAIN;
        if (asks && (approved == null || !approved.isAs(move))) {
            return wasRejected(situation, move) ? new Decision.Rest() : new Decision.Propose(move);
        }
        return seen(situation, move).orElseGet(() -> new Decision.Commit(move));
    }

    private static Optional<Decision> tooSoon(Situation situation, Move move) {
        Rules rules = situation.rules();
        List<Past> done = situation.past().stream()
                .filter(past -> past.state() == State.DONE || past.state() == State.DECIDED)
                .toList();
        // An operator who drains a server, and a person who approves, know what they do.
        Move approved = situation.approved();
        if (move.kind() == Kind.DRAIN || (approved != null && approved.isAs(move))) {
            return Optional.empty();
        }
        Duration rest = done.isEmpty()
                ? Duration.ZERO
                : rules.cooldown().minus(done.getFirst().age());
        if (move.kind() == Kind.RETURN) {
            Duration healthyFor =
                    find(situation, move.to()).map(Member::statusFor).orElse(Duration.ZERO);
            Duration left = rules.cooldown().minus(healthyFor);
            rest = left.compareTo(rest) > 0 ? left : rest;
        }
        if (rest.isPositive()) {
            return Optional.of(new Decision.Wait(move, Hold.COOLDOWN, rest));
        }
        List<Past> lately =
                done.stream().filter(past -> past.age().compareTo(HOUR) < 0).toList();
        if (lately.size() >= rules.mostPerHour()) {
            Duration oldest = lately.get(rules.mostPerHour() - 1).age();
            return Optional.of(new Decision.Wait(move, Hold.TOO_MANY, HOUR.minus(oldest)));
        }
        return Optional.empty();
    }

    /// What a move relies on must have been seen a moment ago: a verdict tells of several intervals.
    private static Optional<Decision> seen(Situation situation, Move move) {
        Rules rules = situation.rules();
        for (String endpointId : List.of(move.from(), move.to())) {
            Optional<Member> member = find(situation, endpointId);
            if (member.isPresent() && member.get().lookAge().compareTo(rules.freshFor()) > 0) {
                return Optional.of(new Decision.Look(endpointId));
            }
        }
        if (!find(situation, move.to()).map(Member::lookGood).orElse(false)) {
            return Optional.of(new Decision.Wait(move, Hold.NO_HEALTHY_ENDPOINT, rules.retry()));
        }
        // It works again: the verdict follows, or does not.
        boolean recovers = move.kind() == Kind.FALL
                && find(situation, move.from()).map(Member::lookGood).orElse(false);
        return recovers ? Optional.of(new Decision.Wait(move, Hold.NONE, rules.retry())) : Optional.empty();
    }

    private static boolean wasRejected(Situation situation, Move move) {
        Duration since = find(situation, move.kind() == Kind.RETURN ? move.to() : move.from())
                .map(Member::statusFor)
                .orElse(Duration.ZERO);
        return situation.past().stream()
                .anyMatch(past -> past.state() == State.REJECTED
                        && past.kind() == move.kind()
                        && past.from().equals(move.from())
                        && past.to().equals(move.to())
                        && past.age().compareTo(since) < 0);
    }

    private static Optional<Kind> reason(Member carrier) {
        if (carrier.status() == HealthStatus.UNHEALTHY) {
            return Optional.of(Kind.FALL);
        }
        return carrier.leaves() ? Optional.of(Kind.DRAIN) : Optional.empty();
    }

    private static boolean canCarry(Member member) {
        return member.usable() && !member.leaves() && member.status() == HealthStatus.HEALTHY;
    }

    private static Move away(Kind kind, Member from, String to) {
        return kind == Kind.FALL
                ? new Move(kind, from.endpointId(), to, from.cause(), from.trouble())
                : new Move(kind, from.endpointId(), to, "its server is being drained", Trouble.NONE);
    }

    private static Optional<Member> find(Situation situation, String endpointId) {
        return situation.members().stream()
                .filter(member -> member.endpointId().equals(endpointId))
                .findFirst();
    }
}

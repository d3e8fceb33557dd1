package dev.waypost.providers.meta;

import dev.waypost.providers.CauseKind;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.SendOutcome.Refusal;
import dev.waypost.providers.SendOutcome.Scope;
import java.time.Duration;
import java.util.List;

/// What each Graph error code means for a message: the code decides, not the HTTP status, which often disagrees.
final class MetaErrors {
    private static final Duration ACCOUNT_PAUSE = Duration.ofMinutes(1);
    private static final Duration QUALITY_PAUSE = Duration.ofHours(1);

    /// Turns an error into an outcome; only `code` and what it explains are kept.
    @FunctionalInterface
    private interface Meaning {
        SendOutcome of(MetaError error);
    }

    private record Row(int from, int to, Meaning meaning) {}

    private static final List<Row> TABLE = List.of(
            one(0, broken(CauseKind.CREDENTIAL)),
            one(1, retry(true)),
            one(2, retry(false)),
            one(3, broken(CauseKind.CREDENTIAL)),
            one(4, slow(Scope.APP, ACCOUNT_PAUSE)),
            one(10, broken(CauseKind.CREDENTIAL)),
            one(17, slow(Scope.APP, ACCOUNT_PAUSE)),
            one(33, broken(CauseKind.ACCOUNT)),
            one(100, MetaErrors::invalidParameter),
            one(104, broken(CauseKind.CREDENTIAL)),
            one(190, broken(CauseKind.CREDENTIAL)),
            range(200, 299, broken(CauseKind.CREDENTIAL)),
            one(368, broken(CauseKind.ACCOUNT)),
            one(613, retry(false)),
            one(803, broken(CauseKind.ACCOUNT)),
            one(80007, slow(Scope.ACCOUNT, ACCOUNT_PAUSE)),
            one(130429, slow(Scope.NUMBER, Duration.ofSeconds(1))),
            one(130472, refused(Refusal.RECIPIENT)),
            one(130497, refused(Refusal.RECIPIENT)),
            one(131000, retry(true)),
            one(131005, broken(CauseKind.CREDENTIAL)),
            range(131008, 131009, refused(Refusal.CONTENT)),
            one(131014, refused(Refusal.CONTENT)),
            one(131016, retry(false)),
            range(131020, 131021, refused(Refusal.CONTENT)),
            one(131026, refused(Refusal.RECIPIENT)),
            one(131030, refused(Refusal.CONTENT)),
            one(131031, broken(CauseKind.ACCOUNT)),
            one(131037, broken(CauseKind.ACCOUNT)),
            one(131041, refused(Refusal.CONTENT)),
            one(131042, broken(CauseKind.ACCOUNT)),
            range(131044, 131045, broken(CauseKind.ACCOUNT)),
            one(131047, refused(Refusal.WINDOW_CLOSED)),
            one(131048, slow(Scope.NUMBER, QUALITY_PAUSE)),
            // Not before a day has passed, and then only if somebody still wants it: we do not.
            one(131049, refused(Refusal.RECIPIENT)),
            one(131050, refused(Refusal.RECIPIENT)),
            range(131051, 131053, refused(Refusal.CONTENT)),
            one(131055, refused(Refusal.CONTENT)),
            one(131056, slow(Scope.PAIR, Duration.ofSeconds(4))),
            one(131057, slow(Scope.NUMBER, Duration.ofSeconds(60))),
            one(131059, refused(Refusal.CONTENT)),
            one(131062, refused(Refusal.CONTENT)),
            one(131063, refused(Refusal.TEMPLATE)),
            one(131064, slow(Scope.NUMBER, QUALITY_PAUSE)),
            one(131208, retry(false)),
            range(131201, 131215, refused(Refusal.CONTENT)),
            range(132000, 132001, refused(Refusal.TEMPLATE)),
            one(132005, refused(Refusal.TEMPLATE)),
            range(132007, 132008, refused(Refusal.TEMPLATE)),
            one(132012, refused(Refusal.TEMPLATE)),
            range(132015, 132016, refused(Refusal.TEMPLATE)),
            one(132068, refused(Refusal.TEMPLATE)),
            one(132069, later(Duration.ofMinutes(6))),
            one(133000, broken(CauseKind.ACCOUNT)),
            one(133004, retry(false)),
            range(133005, 133006, broken(CauseKind.ACCOUNT)),
            range(133008, 133010, broken(CauseKind.ACCOUNT)),
            one(133015, later(Duration.ofMinutes(5))),
            one(133016, broken(CauseKind.ACCOUNT)),
            one(134011, broken(CauseKind.ACCOUNT)),
            range(134100, 134102, refused(Refusal.TEMPLATE)),
            one(135000, refused(Refusal.CONTENT)),
            one(137000, refused(Refusal.CONTENT)),
            range(138000, 138025, refused(Refusal.CONTENT)),
            range(139100, 139103, refused(Refusal.CONTENT)),
            one(141002, refused(Refusal.TEMPLATE)),
            range(147001, 147005, refused(Refusal.CONTENT)));

    private MetaErrors() {}

    /// The outcome of a call that was answered with `error`.
    static SendOutcome outcome(MetaError error) {
        for (Row row : TABLE) {
            if (error.code() >= row.from && error.code() <= row.to) {
                return row.meaning.of(error);
            }
        }
        boolean passing = error.isTransient() || error.httpStatus() >= 500 || error.httpStatus() == 429;
        return (passing ? retry(true) : refused(Refusal.CONTENT)).of(error);
    }

    /// True when the table speaks of this code.
    static boolean knows(int code) {
        return TABLE.stream().anyMatch(row -> code >= row.from && code <= row.to);
    }

    private static SendOutcome invalidParameter(MetaError error) {
        boolean objectMissing = error.subcode() == 33;
        return (objectMissing ? broken(CauseKind.ACCOUNT) : refused(Refusal.CONTENT)).of(error);
    }

    private static Row one(int code, Meaning meaning) {
        return new Row(code, code, meaning);
    }

    private static Row range(int from, int to, Meaning meaning) {
        return new Row(from, to, meaning);
    }

    private static Meaning broken(CauseKind kind) {
        return error -> new SendOutcome.EndpointBroken(kind, error.text());
    }

    private static Meaning refused(Refusal reason) {
        return error -> new SendOutcome.Refused(reason, String.valueOf(error.code()), error.text());
    }

    private static Meaning retry(boolean limited) {
        return error -> new SendOutcome.Retry(error.retryAfter().orElse(Duration.ZERO), error.text(), limited);
    }

    private static Meaning later(Duration wait) {
        return error -> new SendOutcome.Retry(error.retryAfter().orElse(wait), error.text(), true);
    }

    private static Meaning slow(Scope scope, Duration wait) {
        return error -> new SendOutcome.SlowDown(scope, error.retryAfter().orElse(wait), error.text());
    }
}

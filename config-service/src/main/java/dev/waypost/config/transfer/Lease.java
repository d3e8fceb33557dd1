package dev.waypost.config.transfer;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.document.Documents;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Role;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The right to work one operation, until another process takes it over.
///
/// Only the thread that works the operation changes it; the one that renews it only tells that it is lost.
final class Lease {
    private final Transfer transfer;
    private String cursor;
    private volatile boolean cancelAsked;
    private volatile boolean lost;
    private @Nullable Object held;
    private @Nullable Passphrase passphrase;

    Lease(Transfer transfer) {
        this.transfer = transfer;
        this.cursor = transfer.cursor();
        this.cancelAsked = transfer.cancelAsked();
    }

    Transfer transfer() {
        return transfer;
    }

    String operationId() {
        return transfer.operationId();
    }

    long epoch() {
        return transfer.epoch();
    }

    <T> T spec(TypeReference<T> type) {
        return Documents.read(transfer.spec(), type);
    }

    /// Where the next step begins; empty before the first.
    <T> @Nullable T cursor(TypeReference<T> type) {
        return cursor.equals("{}") ? null : Documents.read(cursor, type);
    }

    /// To be told once the step is committed.
    void moved(Advance advance) {
        cursor = Documents.write(advance.cursor()).text();
    }

    boolean cancelAsked() {
        return cancelAsked;
    }

    void seen(boolean cancelAskedNow) {
        cancelAsked = cancelAskedNow;
    }

    boolean isLost() {
        return lost;
    }

    void lose() {
        lost = true;
    }

    /// What the steps of one lease keep in memory; made anew by every process that takes the operation over.
    <T> T held(Class<T> type, Supplier<T> maker) {
        if (held == null) {
            held = maker.get();
        }
        return type.cast(held);
    }

    /// Derived once per lease: it is slow on purpose.
    @Nullable
    Passphrase passphrase(Supplier<Optional<Passphrase>> maker) {
        if (passphrase == null) {
            passphrase = maker.get().orElse(null);
        }
        return passphrase;
    }

    void drop() {
        held = null;
        passphrase = null;
    }

    /// Lets go of where the steps stood, to begin another pass.
    void rewind() {
        held = null;
    }

    /// In whose name changes are made: whoever started the operation, which only an administrator may.
    Caller caller() {
        return new Caller(transfer.startedBy(), Role.ADMIN, Set.of());
    }

    /// The request id of the change that a step makes; the same whichever process makes it.
    String requestId(long position) {
        return operationId() + "-" + position;
    }
}

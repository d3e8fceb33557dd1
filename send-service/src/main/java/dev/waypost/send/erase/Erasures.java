package dev.waypost.send.erase;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.send.number.NumberPolicy;
import dev.waypost.send.retention.BlankStore;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Forgets users, in as many passes as it takes.
///
/// What was received is forgotten first: there a user's other names are known, and under each of them messages may have
/// been sent.
@Singleton
class Erasures {
    private static final String FIELD = "erasure.users";
    private static final int FEWEST_DIGITS = 7;
    private static final int MOST_ROUNDS = 50;

    private final ErasureStore store;
    private final UserRowsStore rows;
    private final BlankStore blanks;
    private final ReceivedEvents received;
    private final Vault vault;
    private final ErasureSettings settings;

    Erasures(
            ErasureStore store,
            UserRowsStore rows,
            BlankStore blanks,
            ReceivedEvents received,
            Vault vault,
            ErasureSettings settings) {
        this.store = store;
        this.rows = rows;
        this.blanks = blanks;
        this.received = received;
        this.vault = vault;
        this.settings = settings;
    }

    /// Makes the erasure unless this request did before, and tries to carry it out at once.
    Erasure erase(Erasure asked, List<String> users, byte[] digest) {
        Erasure sealed = new Erasure(
                asked.tenantId(),
                asked.erasureId(),
                asked.requestId(),
                vault.seal(String.join("\n", users), asked.tenantId(), FIELD),
                asked.requestedBy(),
                asked.cause(),
                asked.keepBlock(),
                0,
                0,
                asked.createTime(),
                null);
        ErasureStore.Made made = store.make(sealed, digest, settings.lease());
        if (!made.sameRequest()) {
            throw Fault.of(Reason.REQUEST_ID_REUSED).with("request_id", asked.requestId());
        }
        if (!made.erasure().done()) {
            carryOn(made.erasure());
        }
        return store.find(asked.tenantId(), made.erasure().erasureId()).orElse(made.erasure());
    }

    /// One pass over everything. Repeating it is harmless.
    void carryOn(Erasure erasure) {
        String sealed = erasure.users();
        if (sealed == null) {
            return;
        }
        String tenantId = erasure.tenantId();
        Set<String> names =
                new LinkedHashSet<>(List.of(vault.open(sealed, tenantId, FIELD).split("\n")));
        long events = 0;
        boolean done = false;
        try {
            String from = "";
            for (int round = 0; round < MOST_ROUNDS && !done; round++) {
                ReceivedEvents.Erased part = received.erase(tenantId, erasure.erasureId(), List.copyOf(names), from);
                events += part.events();
                // A name that is new here may have events of its own there.
                boolean isNew = names.addAll(part.users());
                from = isNew ? "" : part.next();
                done = !isNew && part.next().isEmpty();
            }
        } catch (StatusRuntimeException away) {
            WideEvent.warning("erasure.put_off")
                    .with("tenant_id", tenantId)
                    .with("erasure_id", erasure.erasureId())
                    .with("code", away.getStatus().getCode().name())
                    .emit();
        }
        Set<String> users = names.stream().map(Erasures::user).collect(Collectors.toSet());
        List<String> conversations =
                users.stream().map(user -> tenantId + "/" + user).toList();
        rows.cancel(tenantId, conversations);
        // Asked before: what ends from now on is blanked below or, if it was begun, by the next pass.
        boolean busy = rows.holds(tenantId, conversations);
        long messages = 0;
        for (String day : blanks.days()) {
            messages += blanks.ofUser(tenantId, day, conversations);
        }
        rows.forget(tenantId, List.copyOf(users), List.copyOf(names), digits(names), erasure.keepBlock());
        done &= !busy;
        store.progress(
                erasure,
                messages,
                events,
                vault.seal(String.join("\n", names), tenantId, FIELD),
                settings.interval(),
                done);
        WideEvent.of("user.erased")
                .with("tenant_id", tenantId)
                .with("erasure_id", erasure.erasureId())
                .with("requested_by", erasure.requestedBy())
                .with("messages", messages)
                .with("events", events)
                .with("done", done)
                .emit();
    }

    private static String user(String name) {
        return switch (NumberPolicy.decide(name, "")) {
            case NumberPolicy.Verdict.Recipient recipient -> recipient.user();
            case NumberPolicy.Verdict.Invalid _ -> name;
        };
    }

    private static List<String> digits(Set<String> names) {
        return names.stream()
                .map(name -> name.replaceAll("@.*|[^0-9]", ""))
                .filter(digits -> digits.length() >= FEWEST_DIGITS)
                .toList();
    }
}

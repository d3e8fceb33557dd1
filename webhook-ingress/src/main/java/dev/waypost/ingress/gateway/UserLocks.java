package dev.waypost.ingress.gateway;

import dev.waypost.configclient.Name;
import dev.waypost.configclient.Resolution;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.ingress.gateway.UserLockStore.Overtaken;
import dev.waypost.ingress.request.Asked;
import dev.waypost.ingress.request.RequestStore;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.log.Masked;
import dev.waypost.platform.log.WideEvent;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes and ends locks for people who ask for it. A message that is under way meanwhile follows what it finds when it
/// is committed.
@Singleton
class UserLocks {
    private static final int TRIES = 8;

    private final TenantSnapshots tenants;
    private final UserLockStore locks;
    private final LockListStore list;
    private final RequestStore requests;

    UserLocks(TenantSnapshots tenants, UserLockStore locks, LockListStore list, RequestStore requests) {
        this.tenants = tenants;
        this.locks = locks;
        this.list = list;
        this.requests = requests;
    }

    /// Turns a lock into the bytes of an answer.
    interface Answer {
        byte[] of(LockRow lock);
    }

    /// A request that is made once, however often it comes.
    record Command(Asked asked, Caller caller, Answer answer) {}

    private interface Change {
        LockRow run(Sql sql) throws SQLException;
    }

    /// @param ttl null: as long as the tenant's policy says
    /// @return the answer, maybe that of an earlier time
    byte[] lock(Command command, String tenantId, String user, String gatewayId, @Nullable Duration ttl) {
        TenantSnapshot tenant = tenants.find(tenantId)
                .filter(found -> found.state() != TenantState.DELETING)
                .orElseThrow(() -> Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId));
        String gateway = gateway(gatewayId, command.caller(), tenant);
        String name = name(user);
        @Nullable Long millis = ttl == null ? null : Long.valueOf(ttl.toMillis());
        long lasts = millis == null ? tenant.policy().userLockTtl().toMillis() : millis;
        return once(command, "user_lock.made", sql -> {
            Found found = found(sql, gateway, name);
            @Nullable Held current = found.current();
            if (current != null && !command.caller().mayActFor(current.tenantId())) {
                throw Fault.of(Reason.IN_USE)
                        .detail("The user talks to another tenant; a link that the user follows changes that.");
            }
            locks.apply(
                    sql,
                    List.of(new LockChange.Make(
                            Ids.next("lck"), gateway, tenantId, "", millis, lasts, found.lockIds(), found.unknown())));
            return list.find(sql, name, new LockQuery(gateway, tenantId, Set.of()))
                    .orElseThrow(Overtaken::new);
        });
    }

    /// @return the answer, maybe that of an earlier time
    byte[] unlock(Command command, String user, LockQuery query) {
        String name = name(user);
        return once(command, "user_lock.ended", sql -> {
            LockRow lock = list.find(sql, name, query).orElseThrow(() -> Fault.of(Reason.USER_LOCK_NOT_FOUND));
            if (!locks.end(sql, lock.lockId())) {
                throw new Overtaken();
            }
            return lock;
        });
    }

    private byte[] once(Command command, String event, Change change) {
        for (int i = 0; i < TRIES; i++) {
            try {
                return requests.once(command.asked(), sql -> {
                    LockRow lock = change.run(sql);
                    WideEvent.of(event)
                            .with("caller", command.caller().id())
                            .with("tenant_id", lock.tenantId())
                            .with("gateway_id", lock.gatewayId())
                            .with("user", Masked.phone(lock.user()))
                            .emit();
                    return new RequestStore.Done(
                            lock.tenantId(), command.answer().of(lock));
                });
            } catch (Overtaken overtaken) {
                // A message changed the lock at the same moment.
                continue;
            }
        }
        throw Fault.of(Reason.STORE_UNAVAILABLE).retryAfter(Duration.ofSeconds(1));
    }

    private Found found(Sql sql, String gatewayId, String name) throws SQLException {
        List<String> names = List.of(name);
        var question = new Arrival(gatewayId, names, new UUID(0, 0), Found.none(names), null, null);
        return locks.find(sql, List.of(question)).found().getFirst();
    }

    /// A caller for some tenants locks users only where the tenant speaks or has a code.
    private String gateway(String gatewayId, Caller caller, TenantSnapshot tenant) {
        return tenants.resolve(new Name.SharedNumber(gatewayId))
                .map(Resolution::gatewayId)
                .filter(found ->
                        caller.tenants().isEmpty() || tenant.gateway(found).isPresent())
                .orElseThrow(() -> Fault.of(Reason.GATEWAY_NOT_FOUND).with("gateway_id", gatewayId));
    }

    /// @throws Fault FIELD_INVALID when it can be no user's
    static String name(String user) {
        @Nullable String name = UserNames.canonical(user);
        if (name == null) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            "user",
                            "value: of " + user.length()
                                    + " characters (expected: a phone number or the provider's id of a user)");
        }
        return name;
    }
}

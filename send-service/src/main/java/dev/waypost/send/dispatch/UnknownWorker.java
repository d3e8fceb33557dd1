package dev.waypost.send.dispatch;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import dev.waypost.send.message.MessageState;
import dev.waypost.send.message.ReviewStore;
import dev.waypost.send.tenant.Tenants;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Settles, as each tenant wishes, messages whose outcome no receipt told in time.
@Singleton
public class UnknownWorker implements Worker {
    private static final int BATCH = 500;
    private static final List<MessageState> UNKNOWN = List.of(MessageState.UNKNOWN);

    private final Db db;
    private final ReviewStore store;
    private final Tenants tenants;
    private final DispatchSettings settings;
    private final Loops loops = new Loops();

    UnknownWorker(Db db, ReviewStore store, Tenants tenants, DispatchSettings settings) {
        this.db = db;
        this.store = store;
        this.tenants = tenants;
        this.settings = settings;
    }

    @Override
    public void start() {
        if (settings.enabled()) {
            loops.every("unknown-outcomes", settings.unknownLook(), this::runOnce);
        }
    }

    public void runOnce() {
        Set<String> unsettled = new HashSet<>();
        List<String> waiting = store.waiting(settings.unknownAfter().toMillis(), unsettled, BATCH);
        while (!waiting.isEmpty()) {
            for (String tenantId : waiting) {
                if (!settle(tenantId)) {
                    // Nobody knows its wish now: the messages of others do not wait for that.
                    unsettled.add(tenantId);
                }
            }
            waiting = store.waiting(settings.unknownAfter().toMillis(), unsettled, BATCH);
        }
    }

    private boolean settle(String tenantId) {
        Tenants.UnknownRule rule;
        try {
            rule = tenants.whenUnknown(tenantId);
        } catch (Fault nobodyKnows) {
            return false;
        }
        int settled = db.tx(sql -> {
            List<String> open =
                    ReviewStore.open(sql, tenantId, settings.unknownAfter().toMillis(), BATCH);
            switch (rule) {
                case RESEND -> ReviewStore.queue(sql, tenantId, open, UNKNOWN, false);
                case FAIL -> ReviewStore.close(sql, tenantId, open, UNKNOWN, MessageState.FAILED, null);
                case KEEP -> {}
            }
            // What a receipt settled meanwhile, and what stays as it is, is not looked at again.
            ReviewStore.leave(sql, tenantId, open);
            return open.size();
        });
        WideEvent.of("messages.unknown_settled")
                .with("tenant_id", tenantId)
                .with("rule", rule.name())
                .with("messages", settled)
                .emit();
        return true;
    }

    @Override
    public void close() {
        loops.close();
    }
}

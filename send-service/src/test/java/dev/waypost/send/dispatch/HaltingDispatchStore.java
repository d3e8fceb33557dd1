package dev.waypost.send.dispatch;

import dev.waypost.lanes.Completion;
import dev.waypost.platform.db.Db;
import dev.waypost.send.Halts;
import dev.waypost.send.message.QueuedMessage;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

@Singleton
@Requires(property = Halts.PROPERTY)
@Replaces(DispatchStore.class)
class HaltingDispatchStore extends DispatchStore {
    HaltingDispatchStore(Db db, DueStore due, ResultStore results, RouteWaits waits) {
        super(db, due, results, waits);
    }

    @Override
    List<Beginning> begin(List<Begin> batch) {
        List<Beginning> answers = super.begin(batch);
        batch.forEach(begin -> Halts.BEGUN.pass(begin.item().payload().recipient()));
        return answers;
    }

    @Override
    public Set<Long> complete(List<Completion<QueuedMessage, DispatchResult>> batch) {
        Set<Long> written = super.complete(batch);
        batch.forEach(done -> Halts.RECORDED.pass(done.item().payload().recipient()));
        return written;
    }
}

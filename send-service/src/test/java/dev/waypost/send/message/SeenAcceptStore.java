package dev.waypost.send.message;

import dev.waypost.platform.db.Db;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Keeps what the store said of new messages.
@Singleton
@Requires(property = SeenAcceptStore.PROPERTY)
@Replaces(AcceptStore.class)
class SeenAcceptStore extends AcceptStore {
    static final String PROPERTY = "test.accepted.seen";

    final Queue<Acceptance.Stored> stored = new ConcurrentLinkedQueue<>();

    SeenAcceptStore(Db db) {
        super(db);
    }

    @Override
    List<Acceptance> accept(List<NewMessage> batch) {
        List<Acceptance> answers = super.accept(batch);
        answers.stream()
                .filter(Acceptance.Stored.class::isInstance)
                .map(Acceptance.Stored.class::cast)
                .forEach(stored::add);
        return answers;
    }
}

package dev.waypost.send.message;

import dev.waypost.platform.db.Db;
import dev.waypost.send.Halts;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;

@Singleton
@Requires(property = Halts.PROPERTY)
@Replaces(AcceptStore.class)
class HaltingAcceptStore extends AcceptStore {
    HaltingAcceptStore(Db db) {
        super(db);
    }

    @Override
    List<Acceptance> accept(List<NewMessage> batch) {
        List<Acceptance> answers = super.accept(batch);
        batch.forEach(message -> Halts.ACCEPTED.pass(message.recipient()));
        return answers;
    }
}

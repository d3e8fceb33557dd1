package dev.waypost.config.change;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.waypost.config.snapshot.SnapshotPublisher;
import dev.waypost.config.snapshot.SnapshotRelay;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.redis.RedisUnavailable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The only way to change configuration: at most once per request id, all of it or nothing, then published.
@Singleton
public final class Commits {
    /// The scope of requests that are about no single tenant.
    public static final String HUB = "";

    /// Makes the change and says what to answer; the answer is kept, so it must hold no secret.
    public interface Work<A> {
        A run(Changeset change) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    private static final int MOST_AWAITED = 200;

    private record Outcome<A>(A answer, Set<String> touched) {}

    private final Db db;
    private final ChangeStore store;
    private final SnapshotPublisher publisher;
    private final SnapshotRelay relay;

    Commits(Db db, ChangeStore store, SnapshotPublisher publisher, SnapshotRelay relay) {
        this.db = db;
        this.store = store;
        this.publisher = publisher;
        this.relay = relay;
    }

    /// @throws Fault REQUEST_ID_REUSED when the id was used before with another body
    public <A extends Message> A commit(
            String scope, String requestId, Message request, Parser<A> answers, Work<A> work) {
        Caller caller = Caller.current();
        byte[] digest = digest(request);
        Outcome<A> outcome = db.tx(sql -> {
            if (!store.claim(sql, scope, requestId, digest)) {
                return new Outcome<>(
                        again(requestId, store.answered(sql, scope, requestId).orElseThrow(), digest, answers),
                        Set.of());
            }
            var change = new Changeset(store, sql, caller.id(), requestId);
            A answer = work.run(change);
            change.finish();
            store.answer(sql, scope, requestId, answer.toByteArray());
            return new Outcome<>(answer, change.touched());
        });
        publish(outcome.touched());
        WideEvent.of("config.changed")
                .with("request", request.getDescriptorForType().getName())
                .with("caller", caller.id())
                .with("tenants", String.join(",", outcome.touched()))
                .emit();
        return outcome.answer();
    }

    /// What was answered to the request before, for work that must ask strangers before it commits.
    ///
    /// @throws Fault REQUEST_ID_REUSED when the id was used before with another body
    public <A extends Message> Optional<A> answered(
            String scope, String requestId, Message request, Parser<A> answers) {
        return db.read(sql -> store.answered(sql, scope, requestId))
                .filter(answered -> answered.response().length > 0)
                .map(answered -> again(requestId, answered, digest(request), answers));
    }

    /// Makes the change and takes all of it back: what it would have come to, or why it would be refused.
    public <A> A rehearse(Work<A> work) {
        String actor = Caller.current().id();
        var made = new AtomicReference<@Nullable A>();
        try {
            db.run(sql -> {
                made.set(work.run(new Changeset(store, sql, actor, "")));
                throw new TakenBack();
            });
        } catch (TakenBack done) {
            return Objects.requireNonNull(made.get());
        }
        throw new IllegalStateException("a rehearsal was committed");
    }

    /// Ends a rehearsal.
    private static final class TakenBack extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// A change that no request makes, such as a worker's. It is not remembered: the work itself must bear repetition.
    ///
    /// @param actor who the audit names, such as `config.purge`
    /// @param requestId the request that it goes back to; empty for none
    public <A> A background(String actor, String requestId, Work<A> work) {
        Outcome<A> outcome = db.tx(sql -> {
            var change = new Changeset(store, sql, actor, requestId);
            A answer = work.run(change);
            change.finish();
            return new Outcome<>(answer, change.touched());
        });
        publish(outcome.touched());
        return outcome.answer();
    }

    /// As [#background], for a change of so many tenants that nobody waits for their snapshots: the relay publishes
    /// them.
    public <A> A bulk(String actor, String requestId, Work<A> work) {
        A made = db.tx(sql -> {
            var change = new Changeset(store, sql, actor, requestId);
            A answer = work.run(change);
            change.finish();
            return answer;
        });
        relay.wake();
        return made;
    }

    /// Runs work that only looks: its audit is never written, and nothing is published.
    public <A> A pretend(Sql sql, Work<A> work) throws SQLException {
        return work.run(new Changeset(store, sql, "", ""));
    }

    /// What is committed stays committed: a cache that cannot be reached is the relay's business, as is what else is
    /// announced: apps and gateways.
    private void publish(Set<String> tenantIds) {
        try {
            // Of very many nobody waits for the last one: the relay is as quick.
            if (tenantIds.size() <= MOST_AWAITED) {
                publisher.publish(tenantIds);
            }
        } catch (RedisUnavailable | Fault e) {
            LOG.atDebug().setCause(e).log("commits.published_later");
        }
        relay.wake();
    }

    private static <A> A again(String requestId, ChangeStore.Answered answered, byte[] digest, Parser<A> answers) {
        if (!MessageDigest.isEqual(answered.digest(), digest)) {
            throw Fault.of(Reason.REQUEST_ID_REUSED)
                    .with("request_id", requestId)
                    .detail("The request id was used before with another body (expected: a new id).");
        }
        try {
            return answers.parseFrom(answered.response());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kept answer cannot be read", e);
        }
    }

    /// Over the kind and the whole body, maps in order: the same request has the same digest in every process.
    private static byte[] digest(Message request) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(request.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
            CodedOutputStream out =
                    CodedOutputStream.newInstance(new DigestOutputStream(OutputStream.nullOutputStream(), sha));
            out.useDeterministicSerialization();
            request.writeTo(out);
            out.flush();
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

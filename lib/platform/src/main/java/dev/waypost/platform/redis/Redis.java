package dev.waypost.platform.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The shared cache. Every call may throw [RedisUnavailable]; nothing that matters may depend on it.
public final class Redis implements AutoCloseable {
    private static final Duration RETRY_CONNECT = Duration.ofMillis(500);

    private final RedisClient client;
    private final Map<String, List<Consumer<String>>> subscribers = new ConcurrentHashMap<>();
    private final List<Runnable> onReconnect = new CopyOnWriteArrayList<>();
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private volatile @Nullable StatefulRedisPubSubConnection<String, String> listening;
    private volatile long connectNotBefore;

    Redis(RedisSettings settings, ClientResources resources) {
        RedisURI uri = RedisURI.create(settings.url());
        uri.setTimeout(settings.timeout());
        this.client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                // A command waits for nobody: while Redis is away it fails at once instead of queueing.
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
                .build());
    }

    public Optional<String> get(String key) {
        return Optional.ofNullable(call("GET", commands -> commands.get(key)));
    }

    public void set(String key, String value, Duration timeToLive) {
        call("SET", commands -> commands.set(key, value, SetArgs.Builder.px(timeToLive)));
    }

    public void delete(String key) {
        call("DEL", commands -> commands.del(key));
    }

    /// Runs the script and gives its integer answer.
    public long eval(RedisScript script, List<String> keys, String... arguments) {
        String[] keyArray = keys.toArray(String[]::new);
        @Nullable
        Long answer = call("EVALSHA", commands -> {
            try {
                return commands.<Long>evalsha(script.sha(), ScriptOutputType.INTEGER, keyArray, arguments);
            } catch (RedisNoScriptException e) {
                return commands.<Long>eval(script.source(), ScriptOutputType.INTEGER, keyArray, arguments);
            }
        });
        return answer == null ? 0 : answer;
    }

    /// Runs the script and gives its answer, a flat list, as text.
    public List<String> evalForList(RedisScript script, List<String> keys, String... arguments) {
        String[] keyArray = keys.toArray(String[]::new);
        @Nullable
        List<Object> answer = call("EVALSHA", commands -> {
            try {
                return commands.<List<Object>>evalsha(script.sha(), ScriptOutputType.MULTI, keyArray, arguments);
            } catch (RedisNoScriptException e) {
                return commands.<List<Object>>eval(script.source(), ScriptOutputType.MULTI, keyArray, arguments);
            }
        });
        return answer == null ? List.of() : answer.stream().map(String::valueOf).toList();
    }

    public void publish(String channel, String message) {
        call("PUBLISH", commands -> commands.publish(channel, message));
    }

    /// Messages of the channel, also after reconnects; what was published while away is lost, see [#onReconnect].
    public AutoCloseable subscribe(String channel, Consumer<String> consumer) {
        subscribers.computeIfAbsent(channel, c -> new CopyOnWriteArrayList<>()).add(consumer);
        ensureListening();
        return () -> subscribers.getOrDefault(channel, List.of()).remove(consumer);
    }

    /// Called each time the subscriptions stand again: whatever was heard before may be out of date.
    public void onReconnect(Runnable action) {
        onReconnect.add(action);
    }

    private synchronized void ensureListening() {
        if (listening == null) {
            try {
                StatefulRedisPubSubConnection<String, String> opened = client.connectPubSub();
                opened.addListener(new RedisPubSubAdapter<String, String>() {
                    @Override
                    public void message(String channel, String message) {
                        // Off the event loop: consumers may call Redis.
                        Thread.ofVirtual()
                                .start(() -> subscribers
                                        .getOrDefault(channel, List.of())
                                        .forEach(consumer -> consumer.accept(message)));
                    }

                    @Override
                    public void subscribed(String channel, long count) {
                        Thread.ofVirtual().start(() -> onReconnect.forEach(Runnable::run));
                    }
                });
                listening = opened;
            } catch (RedisException e) {
                return;
            }
        }
        StatefulRedisPubSubConnection<String, String> open = listening;
        if (open != null && !subscribers.isEmpty()) {
            open.async().subscribe(subscribers.keySet().toArray(String[]::new));
        }
    }

    /// Connects the subscriptions that could not be made yet.
    void listenOnce() {
        if (listening == null && !subscribers.isEmpty()) {
            ensureListening();
        }
    }

    public boolean answers() {
        try {
            return "PONG".equals(call("PING", RedisCommands::ping));
        } catch (RedisUnavailable e) {
            return false;
        }
    }

    private <T> @Nullable T call(String what, Function<RedisCommands<String, String>, @Nullable T> command) {
        try {
            return command.apply(connected().sync());
        } catch (RedisException e) {
            throw new RedisUnavailable(what, e);
        }
    }

    private StatefulRedisConnection<String, String> connected() {
        StatefulRedisConnection<String, String> open = connection;
        return open != null ? open : connect();
    }

    private synchronized StatefulRedisConnection<String, String> connect() {
        StatefulRedisConnection<String, String> open = connection;
        if (open != null) {
            return open;
        }
        if (System.nanoTime() - connectNotBefore < 0) {
            throw new RedisException("Redis was away a moment ago");
        }
        try {
            StatefulRedisConnection<String, String> opened = client.connect();
            connection = opened;
            ensureListening();
            return opened;
        } catch (RedisException e) {
            // Callers must not each wait for a connection attempt.
            connectNotBefore = System.nanoTime() + RETRY_CONNECT.toNanos();
            throw e;
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}

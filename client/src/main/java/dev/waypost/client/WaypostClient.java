package dev.waypost.client;

import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.SendRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// A connection to Waypost: stubs with a key, deadlines, retries and tracing.
///
/// Make one and keep it; it is thread-safe and spreads calls over all addresses. Calls to the [#messages()] stub are
/// retried while the service is unavailable; [#send(SendRequest)] also waits as long as a rate limit tells it to.
public final class WaypostClient implements AutoCloseable {

    private final ManagedChannel connection;
    private final Channel channel;
    private final Duration deadline;

    private WaypostClient(Builder builder) {
        NettyChannelBuilder netty = NettyChannelBuilder.forTarget(AddressList.uri(builder.target))
                .defaultServiceConfig(RetryTable.serviceConfig())
                .disableServiceConfigLookUp()
                .enableRetry()
                .maxRetryAttempts(RetryTable.ATTEMPTS)
                .userAgent("waypost-client");
        this.connection = (builder.tls ? netty.useTransportSecurity() : netty.usePlaintext()).build();
        this.deadline = builder.deadline;
        this.channel = ClientInterceptors.intercept(
                ClientInterceptors.intercept(connection, Tracing.interceptors()),
                new CallDefaults(builder.apiKey, builder.deadline));
    }

    public static Builder builder() {
        return new Builder();
    }

    /// The stub of the message service. Mutations through it must carry a `request_id` of the caller's.
    public MessageServiceGrpc.MessageServiceBlockingStub messages() {
        return MessageServiceGrpc.newBlockingStub(channel);
    }

    /// The channel, for stubs of the other services.
    public Channel channel() {
        return channel;
    }

    /// Sends a message and answers it as accepted. Makes a `request_id` when there is none, and keeps it over all
    /// tries, so that the message is accepted once. Waits out a rate limit when the wait fits into the deadline.
    ///
    /// @throws StatusRuntimeException when Waypost refuses, or does not answer within the deadline
    public Message send(SendRequest request) {
        SendRequest identified = request.getRequestId().isEmpty()
                ? request.toBuilder().setRequestId(UUID.randomUUID().toString()).build()
                : request;
        Deadline until = earlier(Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS));
        while (true) {
            try {
                return messages().withDeadline(until).send(identified).getMessage();
            } catch (StatusRuntimeException refused) {
                Optional<Duration> wait = RetryTable.toldToWait(refused);
                if (wait.isEmpty()
                        || until.timeRemaining(TimeUnit.NANOSECONDS)
                                <= wait.get().toNanos()) {
                    throw refused;
                }
                sleep(wait.get(), refused);
            }
        }
    }

    /// Ends the connection; calls under way get five seconds.
    @Override
    public void close() {
        connection.shutdown();
        try {
            if (!connection.awaitTermination(5, TimeUnit.SECONDS)) {
                connection.shutdownNow();
            }
        } catch (InterruptedException e) {
            connection.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /// A caller that is itself being called passes its own deadline on.
    private static Deadline earlier(Deadline own) {
        Deadline outer = Context.current().getDeadline();
        return outer == null ? own : own.minimum(outer);
    }

    private static void sleep(Duration wait, StatusRuntimeException refused) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused;
        }
    }

    /// What a client needs to know; target and key are required.
    public static final class Builder {

        private List<AddressList.HostPort> target = List.of();
        private String apiKey = "";
        private Duration deadline = Duration.ofSeconds(10);
        private boolean tls;

        private Builder() {}

        /// Addresses of send-service: `host:port[,host:port…]`. Each host may have many addresses; all are used.
        public Builder target(String addresses) {
            this.target = new ArrayList<>(AddressList.parse(addresses));
            return this;
        }

        /// The key that calls are made with.
        public Builder apiKey(String key) {
            this.apiKey = key;
            return this;
        }

        /// How long a call may take when it does not say itself; 10 seconds. Streams have no deadline.
        public Builder deadline(Duration perCall) {
            if (!perCall.isPositive()) {
                throw new IllegalArgumentException("deadline: " + perCall + " (expected: more than zero)");
            }
            this.deadline = perCall;
            return this;
        }

        /// Speaks TLS; without this the connection is plain, as inside a private network.
        public Builder tls() {
            this.tls = true;
            return this;
        }

        public WaypostClient build() {
            if (target.isEmpty()) {
                throw new IllegalArgumentException("target: missing (expected: host:port[,host:port])");
            }
            if (apiKey.isBlank()) {
                throw new IllegalArgumentException("apiKey: missing (expected: a key made with CreateApiKey)");
            }
            return new WaypostClient(this);
        }
    }
}

package dev.waypost.ingress.listener;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How much the outside may ask of the public listener.
@ConfigurationProperties("waypost.ingress.listener")
public record ListenerSettings(
        @Bindable(defaultValue = "0.0.0.0") @Doc("Address that the public webhook listener binds to.")
        String host,

        @Bindable(defaultValue = "1")
        @Doc("Threads that read and write public sockets; handlers run on virtual threads.")
        int eventLoops,

        @Bindable(defaultValue = "4194304") @Doc("Largest webhook body in bytes; a larger one is answered 413.")
        int maxBodyBytes,

        @Bindable(defaultValue = "16384") @Doc("Largest request head in bytes, all headers together.")
        int maxHeaderBytes,

        @Bindable(defaultValue = "67108864")
        @Doc("Bytes of bodies held at one time; more is answered 503 with Retry-After.")
        long maxBufferedBytes,

        @Bindable(defaultValue = "4096") @Doc("Connections open at one time; one more is closed at once.")
        int maxConnections,

        @Bindable(defaultValue = "1024")
        @Doc(
                "Connections of one address (IPv6: of one /64) open at one time; one more is closed at once. Trusted proxies have"
                        + " no such limit.")
        int maxConnectionsPerAddress,

        @Bindable(defaultValue = "15s")
        @Doc("Time from the first byte of a request to its last; slower clients are closed.")
        Duration requestTimeout,

        @Bindable(defaultValue = "75s") @Doc("Time that a kept-alive connection may stay silent.")
        Duration idleTimeout,

        @Bindable(defaultValue = "10s") @Doc("Time that a stopping process gives to requests it has begun.")
        Duration drainTimeout) {}

package dev.waypost.ingress.listener;

import dev.waypost.platform.settings.SettingsRefused;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The public socket: accepts connections up to a limit, and ends them gracefully.
public final class PublicListener implements AutoCloseable {
    private final ListenerSettings settings;
    private final int wantedPort;
    private final PublicHandler handler;
    private final Predicate<InetAddress> proxies;
    private final Turnstile turnstile;
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final HttpDecoderConfig decoding;
    private @Nullable EventLoopGroup loops;
    private @Nullable Channel server;
    private volatile boolean draining;

    /// @param proxies who comes for many, and so is not bounded like one
    public PublicListener(ListenerSettings settings, int port, PublicHandler handler, Predicate<InetAddress> proxies) {
        this.settings = settings;
        this.wantedPort = port;
        this.handler = handler;
        this.proxies = proxies;
        this.turnstile = new Turnstile(
                settings.maxConnections(), settings.maxConnectionsPerAddress(), settings.maxBufferedBytes());
        this.decoding = new HttpDecoderConfig()
                .setMaxInitialLineLength(4096)
                .setMaxHeaderSize(settings.maxHeaderBytes())
                .setMaxChunkSize(64 * 1024)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true);
    }

    public void start() {
        var group = new MultiThreadIoEventLoopGroup(settings.eventLoops(), NioIoHandler.newFactory());
        loops = group;
        var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Connections())
                .bind(new InetSocketAddress(settings.host(), wantedPort))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new SettingsRefused("waypost.ingress.public-port " + wantedPort + " cannot be bound on "
                    + settings.host() + ": " + bound.cause().getMessage());
        }
        server = bound.channel();
    }

    /// The port it really listens on; differs from the setting when that is 0.
    public int port() {
        if (server == null) {
            throw new IllegalStateException("the public listener is not started");
        }
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    public int connections() {
        return turnstile.connections();
    }

    public int requests() {
        return turnstile.requests();
    }

    /// Connections that were let in so far.
    public long allowed() {
        return turnstile.allowed();
    }

    /// Connections and bodies that there was no room for so far.
    public long rejected() {
        return turnstile.rejected();
    }

    public long bufferedBytes() {
        return turnstile.bytes();
    }

    /// Takes no new connection, answers what it has begun, then closes the rest.
    @Override
    public void close() {
        draining = true;
        if (server != null) {
            server.close().awaitUninterruptibly();
        }
        long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
        while (turnstile.requests() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        open.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        if (loops != null) {
            loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        }
    }

    private final class Connections extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            InetAddress from = channel.remoteAddress().getAddress();
            @Nullable InetAddress counted = proxies.test(from) ? null : from;
            boolean welcome = turnstile.enter(counted);
            channel.closeFuture().addListener(closed -> turnstile.leave(counted));
            if (!welcome || draining) {
                channel.close();
                return;
            }
            open.add(channel);
            var guard = new SlowClientGuard(
                    settings.requestTimeout().toNanos(), settings.idleTimeout().toNanos());
            channel.pipeline()
                    .addLast(guard)
                    .addLast(new HttpRequestDecoder(decoding))
                    .addLast(new RequestReader(settings, turnstile, guard, handler, () -> draining));
        }
    }
}

package dev.waypost.platform.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A TLS server that agrees on a protocol and says back what it is told.
final class EchoServer implements AutoCloseable {
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<String> protocols = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final Channel channel;
    private volatile long pauseMillis;

    EchoServer(KeyStore store, String... protocols) throws Exception {
        SslContext tls = SslContextBuilder.forServer(Certificates.keys(store))
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocols))
                .build();
        this.channel = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel socket) {
                        connections.incrementAndGet();
                        socket.pipeline().addLast(tls.newHandler(socket.alloc()), new Agreed());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    URI url() {
        return URI.create("https://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort() + "/");
    }

    /// That requests came over, one of each request.
    List<String> protocols() {
        return protocols;
    }

    /// Answers only after a while from now on.
    void hesitate() {
        pauseMillis = 20;
    }

    /// Requests that waited for their answers at the same time, at most.
    int mostOpen() {
        return mostOpen.get();
    }

    int connections() {
        return connections.get();
    }

    private final class Agreed extends ApplicationProtocolNegotiationHandler {
        Agreed() {
            super("http/1.1");
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (protocol.equals("h2")) {
                context.pipeline()
                        .addLast(
                                Http2FrameCodecBuilder.forServer().build(),
                                new Http2MultiplexHandler(new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true));
                                        echo(stream, protocol);
                                    }
                                }));
            } else {
                context.pipeline().addLast(new HttpServerCodec());
                echo(context.channel(), protocol);
            }
        }

        private void echo(Channel channel, String protocol) {
            channel.pipeline()
                    .addLast(new HttpObjectAggregator(65536), new SimpleChannelInboundHandler<FullHttpRequest>() {
                        @Override
                        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
                            protocols.add(protocol);
                            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                            var answer = new DefaultFullHttpResponse(
                                    HttpVersion.HTTP_1_1,
                                    HttpResponseStatus.OK,
                                    Unpooled.copiedBuffer(request.content()));
                            answer.headers()
                                    .set(
                                            HttpHeaderNames.CONTENT_LENGTH,
                                            answer.content().readableBytes());
                            context.executor()
                                    .schedule(
                                            () -> {
                                                open.decrementAndGet();
                                                context.writeAndFlush(answer);
                                            },
                                            pauseMillis,
                                            TimeUnit.MILLISECONDS);
                        }
                    });
        }
    }

    @Override
    public void close() {
        channel.close();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}

package dev.waypost.ingress.listener;

import dev.waypost.platform.fault.Reason;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection: collects a request, hands it to the handler on a virtual thread, writes the answer, and only then
/// looks at the next one. Everything here runs on the connection's event loop, the handler excepted.
final class RequestReader extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final PublicAnswer TRY_LATER = PublicAnswer.problem(Reason.QUEUE_FULL);

    private final ListenerSettings settings;
    private final Turnstile turnstile;
    private final SlowClientGuard guard;
    private final PublicHandler handler;
    private final BooleanSupplier draining;

    /// Parts of pipelined requests that arrived while another one was being answered.
    private final Deque<HttpObject> waiting = new ArrayDeque<>();

    private @Nullable HttpRequest head;
    private @Nullable RequestBody body;
    private boolean answering;
    private boolean refusing;

    RequestReader(
            ListenerSettings settings,
            Turnstile turnstile,
            SlowClientGuard guard,
            PublicHandler handler,
            BooleanSupplier draining) {
        this.settings = settings;
        this.turnstile = turnstile;
        this.guard = guard;
        this.handler = handler;
        this.draining = draining;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refusing) {
            ReferenceCountUtil.release(message);
        } else if (answering) {
            waiting.add((HttpObject) message);
            ctx.channel().config().setAutoRead(false);
        } else {
            take(ctx, (HttpObject) message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        // While answering, the bytes are the handler's; its answer releases them.
        if (!answering) {
            releaseBody();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset by the peer and the like is everyday; anything else is a bug of ours.
        if (!(cause instanceof IOException)) {
            LOG.atError().setCause(cause).log("listener.connection_failed");
        }
        ctx.close();
    }

    private void take(ChannelHandlerContext ctx, HttpObject part) {
        try {
            if (part.decoderResult().isFailure()) {
                refuse(ctx, malformed(part.decoderResult()));
                return;
            }
            if (part instanceof HttpRequest request) {
                begin(ctx, request);
            }
            if (part instanceof HttpContent content && !refusing && body != null) {
                switch (body.add(content.content())) {
                    case TAKEN -> {}
                    case TOO_LARGE -> refuse(ctx, tooLarge());
                    case TOO_MUCH_AT_ONCE -> refuse(ctx, TRY_LATER);
                }
            }
            if (part instanceof LastHttpContent && !refusing) {
                hand(ctx);
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        long announced = HttpUtil.getContentLength(request, -1L);
        if (announced > settings.maxBodyBytes()) {
            refuse(ctx, tooLarge());
        } else if (request.headers().contains(HttpHeaderNames.CONTENT_ENCODING)) {
            refuse(ctx, PublicAnswer.refused(415, "Compressed bodies are not accepted."));
        } else {
            head = request;
            body = new RequestBody(turnstile, settings.maxBodyBytes(), announced);
            if (HttpUtil.is100ContinueExpected(request)) {
                ctx.writeAndFlush(ctx.alloc().ioBuffer(CONTINUE.length).writeBytes(CONTINUE));
            }
        }
    }

    private void hand(ChannelHandlerContext ctx) {
        if (head == null || body == null) {
            return;
        }
        var request = PublicRequest.of(peer(ctx), head.method().name(), head.uri(), head.headers(), body.complete());
        boolean keepAlive = HttpUtil.isKeepAlive(head);
        head = null;
        answering = true;
        guard.working();
        turnstile.begin();
        Thread.startVirtualThread(() -> {
            PublicAnswer answer = answerTo(request);
            ctx.executor().execute(() -> respond(ctx, request, answer, keepAlive));
        });
    }

    private static InetAddress peer(ChannelHandlerContext ctx) {
        return ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
    }

    private PublicAnswer answerTo(PublicRequest request) {
        try {
            return handler.answer(request);
        } catch (RuntimeException | StackOverflowError e) {
            // A bug of ours is no reason for the provider to give up on the webhook.
            LOG.atError().addKeyValue("path", request.path()).setCause(e).log("webhook.handler_failed");
            return PublicAnswer.problem(Reason.STORE_UNAVAILABLE);
        }
    }

    private void respond(ChannelHandlerContext ctx, PublicRequest request, PublicAnswer answer, boolean wantsMore) {
        turnstile.end();
        releaseBody();
        answering = false;
        if (!ctx.channel().isActive()) {
            return;
        }
        boolean keepAlive = wantsMore && !draining.getAsBoolean();
        var bytes = AnswerEncoder.encode(
                ctx.alloc(), answer, keepAlive, !request.method().equals("HEAD"));
        if (!keepAlive) {
            refusing = true;
            ctx.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ctx.writeAndFlush(bytes, ctx.voidPromise());
        guard.resting();
        while (!waiting.isEmpty() && !answering && !refusing) {
            take(ctx, waiting.remove());
        }
        if (waiting.isEmpty() && !ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    /// Answers without having read the request to its end. The socket is closed a little later and what still comes is
    /// thrown away, because a reset would take the answer from a client that is busy writing.
    private void refuse(ChannelHandlerContext ctx, PublicAnswer answer) {
        refusing = true;
        head = null;
        releaseBody();
        guard.working();
        ctx.writeAndFlush(AnswerEncoder.encode(ctx.alloc(), answer, false, true))
                .addListener(written -> {
                    if (ctx.channel() instanceof DuplexChannel socket) {
                        socket.shutdownOutput();
                    }
                    ctx.executor().schedule(() -> ctx.close(), 1, TimeUnit.SECONDS);
                });
    }

    private void releaseBody() {
        if (body != null) {
            body.release();
            body = null;
        }
    }

    private PublicAnswer tooLarge() {
        return PublicAnswer.refused(413, "The body is larger than " + settings.maxBodyBytes() + " bytes.");
    }

    private static PublicAnswer malformed(DecoderResult result) {
        Throwable cause = result.cause();
        if (cause instanceof TooLongHttpLineException) {
            return PublicAnswer.refused(414, "The request line is too long.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return PublicAnswer.refused(431, "The request head is too large.");
        }
        return PublicAnswer.refused(400, "This is not a well-formed HTTP/1.1 request.");
    }
}

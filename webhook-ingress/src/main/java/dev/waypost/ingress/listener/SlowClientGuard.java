package dev.waypost.ingress.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/// Closes a connection whose request takes too long to arrive, or that says nothing for too long.
///
/// It sits before the HTTP decoder because a head that drips in never reaches anything behind it.
final class SlowClientGuard extends ChannelInboundHandlerAdapter {
    private static final long TICK_SECONDS = 2;

    private enum Phase {
        RESTING,
        READING,
        WORKING
    }

    private final long requestNanos;
    private final long idleNanos;
    private Phase phase = Phase.RESTING;
    private long deadline;

    SlowClientGuard(long requestNanos, long idleNanos) {
        this.requestNanos = requestNanos;
        this.idleNanos = idleNanos;
    }

    /// The request is complete: the time until its answer is ours.
    void working() {
        phase = Phase.WORKING;
    }

    /// The answer is out: the next request may begin.
    void resting() {
        phase = Phase.RESTING;
        deadline = System.nanoTime() + idleNanos;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // Nobody opens a connection to a webhook listener and has nothing to say.
        phase = Phase.READING;
        deadline = System.nanoTime() + requestNanos;
        tick(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (phase == Phase.RESTING) {
            phase = Phase.READING;
            deadline = System.nanoTime() + requestNanos;
        }
        ctx.fireChannelRead(message);
    }

    private void tick(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) {
            return;
        }
        if (phase != Phase.WORKING && System.nanoTime() - deadline > 0) {
            ctx.close();
            return;
        }
        long wait = Math.min(TimeUnit.SECONDS.toNanos(TICK_SECONDS), Math.min(requestNanos, idleNanos));
        ctx.executor().schedule(() -> tick(ctx), wait, TimeUnit.NANOSECONDS);
    }
}

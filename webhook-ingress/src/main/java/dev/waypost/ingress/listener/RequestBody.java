package dev.waypost.ingress.listener;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Collects the bytes of one body. What a client announces is not believed until it arrives: memory grows with what was
/// received, and each growth is asked of the turnstile.
final class RequestBody {
    private static final byte[] EMPTY = {};
    private static final int FIRST = 64 * 1024;

    enum Added {
        TAKEN,
        TOO_LARGE,
        TOO_MUCH_AT_ONCE
    }

    private final Turnstile turnstile;
    private final int limit;
    private final long announced;
    private byte[] bytes = EMPTY;
    private int length;

    /// @param announced the Content-Length, or -1
    RequestBody(Turnstile turnstile, int limit, long announced) {
        this.turnstile = turnstile;
        this.limit = limit;
        this.announced = announced;
    }

    Added add(ByteBuf part) {
        int more = part.readableBytes();
        if (more > limit - length) {
            return Added.TOO_LARGE;
        }
        if (length + more > bytes.length && !grow(length + more)) {
            return Added.TOO_MUCH_AT_ONCE;
        }
        part.readBytes(bytes, length, more);
        length += more;
        return Added.TAKEN;
    }

    /// The bytes received; they stay reserved until [#release()].
    byte[] complete() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    void release() {
        turnstile.release(bytes.length);
        bytes = EMPTY;
        length = 0;
    }

    private boolean grow(int needed) {
        int wanted = Math.max(needed, Math.min(limit, bytes.length * 2));
        if (announced >= 0 && (announced <= FIRST || announced < wanted)) {
            wanted = Math.max(needed, (int) Math.min(announced, limit));
        }
        if (!turnstile.reserve(wanted - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, wanted);
        return true;
    }
}

package dev.waypost.platform.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/// A socket whose reads end at a moment, however slowly the other side drips.
///
/// A write cannot be given an end in Java: whoever writes to somebody that does not read is freed by closing the
/// socket.
final class DeadlineSocket extends Socket {
    private volatile long deadline;

    /// Thrown after every exchange, where only what has come already is looked at: finding out the stack would cost
    /// more than the look.
    private static final class TimeUp extends SocketTimeoutException {
        private static final long serialVersionUID = 1;

        TimeUp() {
            super("the time was up");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    DeadlineSocket(long deadline) {
        // Whatever proxy the process is told to use, it would connect to addresses that nobody has looked at.
        super(Proxy.NO_PROXY);
        this.deadline = deadline;
    }

    /// @param deadline in the time of [System#nanoTime]
    void until(long deadline) {
        this.deadline = deadline;
    }

    /// What is left, for a call that takes its time-out as a number; 0 would mean forever.
    int leftMillis() throws SocketTimeoutException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new TimeUp();
        }
        return (int) Math.clamp(TimeUnit.NANOSECONDS.toMillis(left), 1, Integer.MAX_VALUE);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Reads(super.getInputStream());
    }

    private final class Reads extends FilterInputStream {
        Reads(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            setSoTimeout(leftMillis());
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            setSoTimeout(leftMillis());
            return super.read(bytes, offset, length);
        }
    }
}

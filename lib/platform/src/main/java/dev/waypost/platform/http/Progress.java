package dev.waypost.platform.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;

/// Follows one call, so that a failure can say whether anything was sent.
final class Progress extends EventListener {
    private final StaleConnections connections;
    private volatile boolean sending;

    Progress(StaleConnections connections) {
        this.connections = connections;
    }

    @Override
    public void connectionReleased(Call call, Connection connection) {
        connections.released(connection);
    }

    @Override
    public void requestHeadersStart(Call call) {
        sending = true;
    }

    HttpFailure.Kind kindOf(IOException failure) {
        if (failure instanceof AddressRefused) {
            return HttpFailure.Kind.URL_REFUSED;
        }
        boolean timedOut = failure instanceof InterruptedIOException;
        if (!sending) {
            return timedOut ? HttpFailure.Kind.TIMED_OUT_BEFORE_SEND : HttpFailure.Kind.CONNECT_FAILED;
        }
        return timedOut ? HttpFailure.Kind.TIMED_OUT_AFTER_SEND : HttpFailure.Kind.RESET_AFTER_SEND;
    }
}

package dev.waypost.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// One open connection that speaks HTTP/1.1, one exchange at a time.
final class Http1Connection {
    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxHeaderCount(256)
            .setMaxLineLength(64 * 1024)
            .build();
    /// Without it answers are parsed without any limit, whatever the connection's own configuration says.
    private static final DefaultHttpResponseParserFactory WITHIN_LIMITS = new DefaultHttpResponseParserFactory(LIMITS);

    private static final HttpCoreContext NO_CONTEXT = HttpCoreContext.create();
    /// A connection that was in use just now is not looked at: a look costs a millisecond.
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final DeadlineSocket wire;
    private final Socket socket;
    private final DefaultBHttpClientConnection codec =
            new DefaultBHttpClientConnection(LIMITS, null, null, null, null, null, WITHIN_LIMITS);
    private boolean reusable;
    private volatile long idleSince;

    /// @param socket the wire itself, or what encrypts it
    Http1Connection(DeadlineSocket wire, Socket socket) throws IOException {
        this.wire = wire;
        this.socket = socket;
        codec.bind(socket);
    }

    /// The answer is longer than anybody wants to know.
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// Whatever is thrown here, the other side may have read the request.
    HttpAnswer exchange(Outgoing request, int maxAnswerBytes) throws IOException, HttpException {
        reusable = false;
        wire.until(request.deadline());
        BasicClassicHttpRequest message = message(request);
        codec.sendRequestHeader(message);
        if (request.hasBody()) {
            codec.sendRequestEntity(message);
        }
        codec.flush();
        ClassicHttpResponse answer = answer();
        byte[] body = new byte[0];
        if (hasBody(request, answer)) {
            codec.receiveResponseEntity(answer);
            body = read(answer.getEntity(), maxAnswerBytes);
        }
        reusable = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(message, answer, NO_CONTEXT) && !saysMore();
        return new HttpAnswer(answer.getCode(), headers(answer), body);
    }

    /// Whether another exchange may follow.
    boolean isReusable() {
        return reusable;
    }

    void idle(long now) {
        idleSince = now;
    }

    long idleNanos(long now) {
        return now - idleSince;
    }

    /// Whether the other side has ended an idle connection, or has said a word that nobody asked for.
    boolean isStale(long now) {
        if (idleNanos(now) <= FRESH_NANOS) {
            return false;
        }
        wire.until(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1));
        try {
            int _ = socket.getInputStream().read();
            return true;
        } catch (SocketTimeoutException silent) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    /// Frees whoever reads or writes.
    void close() {
        codec.close(CloseMode.IMMEDIATE);
        try {
            wire.close();
        } catch (IOException e) {
            // It is being thrown away.
            return;
        }
    }

    private static BasicClassicHttpRequest message(Outgoing request) {
        var message = new BasicClassicHttpRequest(request.method(), request.target());
        message.addHeader("Host", request.origin().authority());
        request.headers().forEach(message::addHeader);
        if (request.hasBody()) {
            message.addHeader("Content-Length", request.body().length);
            message.setEntity(new ByteArrayEntity(request.body(), null));
        }
        return message;
    }

    private ClassicHttpResponse answer() throws IOException, HttpException {
        while (true) {
            ClassicHttpResponse answer = codec.receiveResponseHeader();
            if (answer.getCode() == 101) {
                throw new ProtocolException("the other side changed the protocol");
            }
            if (answer.getCode() >= 200) {
                return answer;
            }
        }
    }

    private static boolean hasBody(Outgoing request, ClassicHttpResponse answer) {
        return !request.method().equals("HEAD") && answer.getCode() != 204 && answer.getCode() != 304;
    }

    private static byte[] read(@Nullable HttpEntity entity, int most) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        InputStream content = entity.getContent();
        if (entity.getContentLength() > most) {
            throw new TooLarge();
        }
        if (entity.getContentLength() >= 0) {
            byte[] body = new byte[(int) entity.getContentLength()];
            content.readNBytes(body, 0, body.length);
            return body;
        }
        byte[] body = content.readNBytes(most + 1);
        if (body.length > most) {
            throw new TooLarge();
        }
        return body;
    }

    /// What follows an answer would be taken for the answer to the next request. Only what has come already is looked
    /// at.
    private boolean saysMore() throws IOException {
        wire.until(System.nanoTime());
        return codec.isDataAvailable(Timeout.ONE_MILLISECOND);
    }

    private static Map<String, String> headers(ClassicHttpResponse answer) {
        var headers = new HashMap<String, String>();
        for (Header header : answer.getHeaders()) {
            headers.put(header.getName().toLowerCase(Locale.ROOT), String.valueOf(header.getValue()));
        }
        return headers;
    }
}

package dev.waypost.platform.http;

import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;

/// Calls to servers that prefer HTTP/2: all to one server share a connection, which is the protocol's gain.
final class Http2 implements AutoCloseable {
    private static final int MOST_KNOWN = 10_000;

    private final OkHttpClient client;
    private final int maxAnswerBytes;
    private final Set<Origin> speakers = ConcurrentHashMap.newKeySet();

    Http2(UrlGuard guard, HttpSettings settings, Trust trust) {
        this.maxAnswerBytes = settings.maxAnswerBytes();
        this.client = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
                .sslSocketFactory(trust.sockets(), trust.manager())
                .dns(guard::resolve)
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                // A request that may have been read must not be repeated behind the caller's back.
                .retryOnConnectionFailure(false)
                .connectTimeout(settings.connectTimeout())
                .readTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(64, 20, TimeUnit.SECONDS))
                .eventListenerFactory(call -> {
                    Progress progress = call.request().tag(Progress.class);
                    return progress == null ? EventListener.NONE : progress;
                })
                .build();
    }

    boolean isSpokenBy(Origin origin) {
        return speakers.contains(origin);
    }

    void learn(Origin origin) {
        if (speakers.size() >= MOST_KNOWN) {
            // Whoever is forgotten is asked again.
            speakers.clear();
        }
        speakers.add(origin);
    }

    HttpAnswer send(Outgoing request) throws HttpFailure {
        var progress = new Progress();
        Call call = client.newCall(request(request, progress));
        call.timeout().timeout(Math.max(1, request.deadline() - System.nanoTime()), TimeUnit.NANOSECONDS);
        try (Response response = call.execute()) {
            if (response.protocol() != Protocol.HTTP_2) {
                speakers.remove(request.origin());
            }
            return new HttpAnswer(
                    response.code(), headers(response), body(response.body().source()));
        } catch (Http1Connection.TooLarge e) {
            throw HttpFailure.tooLarge(maxAnswerBytes, e);
        } catch (IOException e) {
            throw progress.sending ? HttpFailure.after(e) : HttpFailure.before(e);
        }
    }

    private static Request request(Outgoing outgoing, Progress progress) {
        var request = new Request.Builder()
                .url("https://" + outgoing.origin().authority() + outgoing.target())
                .tag(Progress.class, progress);
        outgoing.headers().forEach(request::header);
        // Without a media type here OkHttp leaves the caller's Content-Type as it is.
        return request.method(outgoing.method(), outgoing.hasBody() ? RequestBody.create(outgoing.body()) : null)
                .build();
    }

    private byte[] body(BufferedSource source) throws IOException {
        var read = new Buffer();
        while (read.size() <= maxAnswerBytes) {
            if (source.read(read, 8192) == -1) {
                return read.readByteArray();
            }
        }
        throw new Http1Connection.TooLarge();
    }

    private static Map<String, String> headers(Response response) {
        var headers = new HashMap<String, String>();
        response.headers().forEach(pair -> headers.put(pair.getFirst().toLowerCase(Locale.ROOT), pair.getSecond()));
        return headers;
    }

    /// Follows one call, so that a failure can say whether anything was sent.
    private static final class Progress extends EventListener {
        private volatile boolean sending;

        @Override
        public void requestHeadersStart(Call call) {
            sending = true;
        }
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}

package dev.waypost.ingress.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/// Writes an answer as HTTP/1.1 bytes, in one buffer.
final class AnswerEncoder {
    private static final byte[] OK_KEPT_ALIVE =
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private AnswerEncoder() {}

    static ByteBuf encode(ByteBufAllocator allocator, PublicAnswer answer, boolean keepAlive, boolean withBody) {
        if (answer == PublicAnswer.OK && keepAlive) {
            return allocator.ioBuffer(OK_KEPT_ALIVE.length).writeBytes(OK_KEPT_ALIVE);
        }
        var head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(HttpResponseStatus.valueOf(answer.status()))
                .append("\r\ncontent-length: ")
                .append(answer.body().length)
                .append("\r\n");
        if (answer.contentType() != null) {
            // nosniff: a handshake echoes what the caller sent, and no browser may take it for a page.
            head.append("content-type: ")
                    .append(answer.contentType())
                    .append("\r\nx-content-type-options: nosniff\r\n");
        }
        if (answer.retryAfter() != null) {
            head.append("retry-after: ").append(answer.retryAfter().toSeconds()).append("\r\n");
        }
        if (!keepAlive) {
            head.append("connection: close\r\n");
        }
        head.append("\r\n");
        ByteBuf out = allocator.ioBuffer(head.length() + answer.body().length);
        out.writeCharSequence(head, StandardCharsets.US_ASCII);
        return withBody ? out.writeBytes(answer.body()) : out;
    }
}

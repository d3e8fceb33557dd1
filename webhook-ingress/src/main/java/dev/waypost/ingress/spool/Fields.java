package dev.waypost.ingress.spool;

import dev.waypost.providers.InboundEvent;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What all records are made of: texts that may be absent, bytes, and events.
final class Fields {
    private static final int ABSENT = -1;

    private Fields() {}

    static void write(DataOutputStream out, InboundEvent event) throws IOException {
        write(out, event.kind().name());
        write(out, event.type());
        write(out, event.dedupeKey());
        write(out, event.phoneNumberId());
        write(out, event.wabaId());
        write(out, event.user());
        write(out, event.providerMessageId());
        write(out, event.replyTo());
        write(out, event.status());
        write(out, event.errorCode());
        write(out, event.errorTitle());
        write(out, event.providerTime() == null ? null : event.providerTime().toString());
        write(out, event.callbackData());
        write(out, event.session());
        write(out, event.scopedUser());
        write(out, event.formerUser());
        out.writeInt(event.start());
        out.writeInt(event.end());
    }

    /// @param text what the user wrote, which is no part of what [#write] wrote
    static InboundEvent event(DataInputStream in, @Nullable String text) throws IOException {
        InboundEvent.Kind kind = InboundEvent.Kind.valueOf(required(in));
        String type = required(in);
        String dedupeKey = required(in);
        @Nullable String phoneNumberId = read(in);
        @Nullable String wabaId = read(in);
        @Nullable String user = read(in);
        @Nullable String providerMessageId = read(in);
        @Nullable String replyTo = read(in);
        @Nullable String status = read(in);
        @Nullable String errorCode = read(in);
        @Nullable String errorTitle = read(in);
        @Nullable String time = read(in);
        @Nullable String callbackData = read(in);
        @Nullable String session = read(in);
        @Nullable String scopedUser = read(in);
        @Nullable String formerUser = read(in);
        int start = in.readInt();
        int end = in.readInt();
        return new InboundEvent(
                kind,
                type,
                dedupeKey,
                phoneNumberId,
                wabaId,
                session,
                user,
                scopedUser,
                formerUser,
                providerMessageId,
                replyTo,
                status,
                errorCode,
                errorTitle,
                time == null ? null : Instant.parse(time),
                callbackData,
                text,
                start,
                end);
    }

    static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(ABSENT);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String required(DataInputStream in) throws IOException {
        @Nullable String text = read(in);
        if (text == null) {
            throw new IllegalArgumentException("a record without a text that it must have");
        }
        return text;
    }

    static @Nullable String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == ABSENT ? null : new String(exactly(in, length), StandardCharsets.UTF_8);
    }

    static byte[] exactly(DataInputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }
}

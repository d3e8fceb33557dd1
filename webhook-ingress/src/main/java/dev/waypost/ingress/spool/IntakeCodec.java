package dev.waypost.ingress.spool;

import dev.waypost.ingress.intake.EventState;
import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.NewDelivery;
import dev.waypost.ingress.intake.NewEvent;
import dev.waypost.ingress.intake.StoredBody;
import dev.waypost.providers.InboundEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An intake as the bytes of one record. An update of the product must still read what an older one left behind: a
/// change of the fields is a new version.
final class IntakeCodec {
    private static final int VERSION = 1;
    private static final int ABSENT = -1;

    private IntakeCodec() {}

    static byte[] encode(Intake intake) {
        var bytes = new ByteArrayOutputStream(1024 + intake.body().bytes().length);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, intake.tenantId());
            write(out, intake.endpointId());
            write(out, intake.body().bodyId());
            write(out, intake.body().contentType());
            write(out, intake.body().signature());
            out.writeInt(intake.body().bytes().length);
            out.write(intake.body().bytes());
            out.writeInt(intake.events().size());
            for (NewEvent event : intake.events()) {
                write(out, event);
            }
            out.writeInt(intake.deliveries().size());
            for (NewDelivery delivery : intake.deliveries()) {
                write(out, delivery.deliveryId());
                write(out, delivery.eventId());
                write(out, delivery.destination());
                write(out, delivery.conversation());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /// @throws IllegalArgumentException when it is of a version that is not known here
    static Intake decode(byte[] record) {
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("a record of version " + version + " (expected: " + VERSION + ")");
            }
            String tenantId = required(in);
            String endpointId = required(in);
            String bodyId = required(in);
            @Nullable String contentType = read(in);
            @Nullable String signature = read(in);
            byte[] body = exactly(in, in.readInt());
            var events = new ArrayList<NewEvent>();
            for (int left = in.readInt(); left > 0; left--) {
                events.add(event(in));
            }
            var deliveries = new ArrayList<NewDelivery>();
            for (int left = in.readInt(); left > 0; left--) {
                // Whether its project takes anything is for later to say.
                deliveries.add(new NewDelivery(required(in), read(in), required(in), required(in), false));
            }
            return new Intake(
                    tenantId,
                    endpointId,
                    new StoredBody(bodyId, contentType, signature, body),
                    List.copyOf(events),
                    List.copyOf(deliveries));
        } catch (IOException e) {
            throw new IllegalArgumentException("a record that ends too early", e);
        }
    }

    private static void write(DataOutputStream out, NewEvent added) throws IOException {
        InboundEvent event = added.event();
        write(out, added.eventId());
        write(out, added.state().name());
        write(out, added.traceparent());
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

    /// What the user wrote is not kept: the body has it.
    private static NewEvent event(DataInputStream in) throws IOException {
        String eventId = required(in);
        EventState state = EventState.valueOf(required(in));
        @Nullable String traceparent = read(in);
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
        return new NewEvent(
                eventId,
                state,
                new InboundEvent(
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
                        null,
                        start,
                        end),
                traceparent);
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(ABSENT);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String required(DataInputStream in) throws IOException {
        @Nullable String text = read(in);
        if (text == null) {
            throw new IllegalArgumentException("a record without a text that it must have");
        }
        return text;
    }

    private static @Nullable String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == ABSENT ? null : new String(exactly(in, length), StandardCharsets.UTF_8);
    }

    private static byte[] exactly(DataInputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }
}

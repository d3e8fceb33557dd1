package dev.waypost.ingress.spool;

import dev.waypost.ingress.intake.EventState;
import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.NewDelivery;
import dev.waypost.ingress.intake.NewEvent;
import dev.waypost.ingress.intake.StoredBody;
import dev.waypost.lanes.LaneKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An intake as the bytes of one record. An update of the product must still read what an older one left behind: a
/// change of the fields is a new version.
final class IntakeCodec {
    /// The first had no lanes: each delivery had that of its conversation.
    private static final int FIRST = 1;

    private static final int VERSION = 2;

    /// Endpoint, body id, content type, signature.
    private static final int FIELDS_BEFORE_BODY = 4;

    private IntakeCodec() {}

    static byte[] encode(Intake intake) {
        var bytes = new ByteArrayOutputStream(1024 + intake.body().bytes().length);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            Fields.write(out, intake.tenantId());
            Fields.write(out, intake.endpointId());
            Fields.write(out, intake.body().bodyId());
            Fields.write(out, intake.body().contentType());
            Fields.write(out, intake.body().signature());
            out.writeInt(intake.body().bytes().length);
            out.write(intake.body().bytes());
            out.writeInt(intake.events().size());
            for (NewEvent event : intake.events()) {
                write(out, event);
            }
            out.writeInt(intake.deliveries().size());
            for (NewDelivery delivery : intake.deliveries()) {
                Fields.write(out, delivery.deliveryId());
                Fields.write(out, delivery.eventId());
                Fields.write(out, delivery.destination());
                Fields.write(out, delivery.conversation());
                out.writeInt(delivery.lane());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /// @throws IllegalArgumentException when it is no record of an intake
    static RecordHead head(byte[] record) {
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
            version(in);
            String tenantId = Fields.required(in);
            for (int i = 0; i < FIELDS_BEFORE_BODY; i++) {
                Fields.read(in);
            }
            return new RecordHead(RecordHead.placed(tenantId), Fields.exactly(in, in.readInt()));
        } catch (IOException e) {
            throw new IllegalArgumentException("a record that ends too early", e);
        }
    }

    /// @throws IllegalArgumentException when it is of a version that is not known here
    static Intake decode(byte[] record) {
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
            int version = version(in);
            String tenantId = Fields.required(in);
            String endpointId = Fields.required(in);
            String bodyId = Fields.required(in);
            @Nullable String contentType = Fields.read(in);
            @Nullable String signature = Fields.read(in);
            byte[] body = Fields.exactly(in, in.readInt());
            var events = new ArrayList<NewEvent>();
            for (int left = in.readInt(); left > 0; left--) {
                events.add(event(in));
            }
            var deliveries = new ArrayList<NewDelivery>();
            for (int left = in.readInt(); left > 0; left--) {
                deliveries.add(delivery(in, version));
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

    private static int version(DataInputStream in) throws IOException {
        int version = in.readByte();
        if (version != FIRST && version != VERSION) {
            throw new IllegalArgumentException(
                    "a record of version " + version + " (expected: " + FIRST + " or " + VERSION + ")");
        }
        return version;
    }

    private static void write(DataOutputStream out, NewEvent added) throws IOException {
        Fields.write(out, added.eventId());
        Fields.write(out, added.state().name());
        Fields.write(out, added.traceparent());
        Fields.write(out, added.event());
    }

    private static NewDelivery delivery(DataInputStream in, int version) throws IOException {
        String deliveryId = Fields.required(in);
        @Nullable String eventId = Fields.read(in);
        String destination = Fields.required(in);
        String conversation = Fields.required(in);
        int lane = version == FIRST ? LaneKey.laneOf(conversation) : in.readInt();
        // Whether its project takes anything is for later to say.
        return new NewDelivery(deliveryId, eventId, destination, conversation, lane, false);
    }

    /// What the user wrote is not kept: the body has it.
    private static NewEvent event(DataInputStream in) throws IOException {
        String eventId = Fields.required(in);
        EventState state = EventState.valueOf(Fields.required(in));
        @Nullable String traceparent = Fields.read(in);
        return new NewEvent(eventId, state, Fields.event(in, null), traceparent);
    }
}

package dev.waypost.ingress.spool;

import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.intake.Unplaced;
import dev.waypost.ingress.seal.BodySeal;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.ProviderKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events without a place as the bytes of one record. Its first byte tells it from an intake.
///
/// All of it is sealed: whoever turns out to own the events may want them so.
final class UnplacedCodec {
    /// What is inside, and what older processes left behind.
    private static final int CLEAR = 101;

    private static final int SEALED = 102;
    private static final String ID = "unplaced";

    private UnplacedCodec() {}

    static boolean isOne(byte[] record) {
        return record.length > 0 && (record[0] == CLEAR || record[0] == SEALED);
    }

    static byte[] encode(Unplaced unplaced, BodySeal seal) {
        byte[] sealed = seal.sealed(unplaced.tenantId(), ID, clear(unplaced));
        var bytes = new ByteArrayOutputStream(64 + sealed.length);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(SEALED);
            Fields.write(out, unplaced.tenantId());
            out.writeInt(sealed.length);
            out.write(sealed);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] clear(Unplaced unplaced) {
        Body body = unplaced.body();
        var bytes = new ByteArrayOutputStream(1024 + body.bytes().length);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(CLEAR);
            Fields.write(out, unplaced.door().name());
            Fields.write(out, unplaced.gatewayId());
            Fields.write(out, unplaced.tenantId());
            Fields.write(out, unplaced.endpointId());
            Fields.write(out, unplaced.appId());
            Fields.write(out, unplaced.provider().name());
            Fields.write(out, body.contentType());
            Fields.write(out, body.signature());
            out.writeInt(body.bytes().length);
            out.write(body.bytes());
            out.writeInt(unplaced.events().size());
            for (InboundEvent event : unplaced.events()) {
                Fields.write(out, event.text());
                Fields.write(out, event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /// @throws IllegalArgumentException when it is no record of events without a place
    static RecordHead head(byte[] record) {
        if (record[0] == CLEAR) {
            return new RecordHead(RecordHead.unplaced(decode(record).tenantId()), new byte[0]);
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
            in.readByte();
            String tenantId = Fields.required(in);
            return new RecordHead(RecordHead.unplaced(tenantId), Fields.exactly(in, in.readInt()));
        } catch (IOException e) {
            throw new IllegalArgumentException("a record that ends too early", e);
        }
    }

    /// @throws IllegalArgumentException when it cannot be read
    /// @throws dev.waypost.platform.crypto.SealBroken when it does not open
    static Unplaced decode(byte[] record, BodySeal seal) {
        if (record[0] == CLEAR) {
            return decode(record);
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
            in.readByte();
            String tenantId = Fields.required(in);
            return decode(seal.opened(tenantId, ID, Fields.exactly(in, in.readInt())));
        } catch (IOException e) {
            throw new IllegalArgumentException("a record that ends too early", e);
        }
    }

    private static Unplaced decode(byte[] record) {
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
            in.readByte();
            Unplaced.Door door = Unplaced.Door.valueOf(Fields.required(in));
            String gatewayId = Fields.required(in);
            String tenantId = Fields.required(in);
            String endpointId = Fields.required(in);
            String appId = Fields.required(in);
            ProviderKind provider = ProviderKind.valueOf(Fields.required(in));
            @Nullable String contentType = Fields.read(in);
            @Nullable String signature = Fields.read(in);
            byte[] body = Fields.exactly(in, in.readInt());
            var events = new ArrayList<InboundEvent>();
            for (int left = in.readInt(); left > 0; left--) {
                @Nullable String text = Fields.read(in);
                events.add(Fields.event(in, text));
            }
            return new Unplaced(
                    door,
                    gatewayId,
                    tenantId,
                    endpointId,
                    appId,
                    provider,
                    new Body(contentType, signature, body),
                    List.copyOf(events));
        } catch (IOException e) {
            throw new IllegalArgumentException("a record that ends too early", e);
        }
    }
}

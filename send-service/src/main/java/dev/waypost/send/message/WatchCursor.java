package dev.waypost.send.message;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;

/// A place in the changes of a tenant's messages: the transaction, the place within it, and the day that it began on.
record WatchCursor(long xid, long seq, LocalDate day) {
    private static final int DIGEST = 8;
    private static final int LENGTH = 3 * Long.BYTES + DIGEST;

    /// Good only for this tenant.
    String text(String tenantId) {
        byte[] bytes = ByteBuffer.allocate(LENGTH)
                .putLong(xid)
                .putLong(seq)
                .putLong(day.toEpochDay())
                .put(digest(tenantId))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// @param oldest the first day whose changes are still kept: an older cursor would pass some over
    /// @param now where the changes end by now: a cursor beyond it is of a database that was there before this one
    static WatchCursor read(String text, String tenantId, LocalDate oldest, WatchCursor now) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw refused("a cursor of this tenant's changes");
        }
        if (bytes.length != LENGTH || !Arrays.equals(bytes, LENGTH - DIGEST, LENGTH, digest(tenantId), 0, DIGEST)) {
            throw refused("a cursor of this tenant's changes");
        }
        var buffer = ByteBuffer.wrap(bytes);
        try {
            var cursor = new WatchCursor(buffer.getLong(), buffer.getLong(), LocalDate.ofEpochDay(buffer.getLong()));
            if (cursor.day.isBefore(oldest)) {
                throw refused("a cursor of " + oldest + " or later: older changes are not kept");
            }
            if (cursor.xid > now.xid) {
                throw refused("a cursor of this database: the changes after this one are not known here");
            }
            return cursor;
        } catch (DateTimeException noDay) {
            throw refused("a cursor of this tenant's changes");
        }
    }

    private static Fault refused(String expected) {
        return Fault.of(Reason.FIELD_INVALID).violation("cursor", "value: [cursor] (expected: " + expected + ")");
    }

    private static byte[] digest(String tenantId) {
        return Arrays.copyOf(Signatures.sha256("watch|" + tenantId), DIGEST);
    }
}

package dev.waypost.ingress.spool;

/// What is known of a record without opening anything.
///
/// @param line records of one line stay in their order; no conversation has records of two
/// @param bytes what is sealed of it, if anything is
record RecordHead(String line, byte[] bytes) {
    static RecordHead of(byte[] record) {
        try {
            return UnplacedCodec.isOne(record) ? UnplacedCodec.head(record) : IntakeCodec.head(record);
        } catch (RuntimeException unreadable) {
            // It is broken: whoever stores it finds out.
            return new RecordHead("", new byte[0]);
        }
    }

    /// What has a place is in order within its tenant.
    static String placed(String tenantId) {
        return "placed|" + tenantId;
    }

    /// What has none yet may be of anybody who gets what this tenant's endpoints receive.
    static String unplaced(String tenantId) {
        return "unplaced|" + tenantId;
    }
}

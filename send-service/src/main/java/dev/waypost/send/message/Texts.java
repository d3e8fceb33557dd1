package dev.waypost.send.message;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.seal.SealedUnderStore;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Seals what messages say, for tenants that want it so, and opens it again.
///
/// A sealed content tells itself apart: no content of the contract begins with the mark of a sealed value, whose first
/// letter would be a field of a kind that does not exist.
@Singleton
public class Texts {
    private static final byte[] MARK = Vault.MARK.getBytes(StandardCharsets.US_ASCII);
    private static final String CONTENT = "message.content/";
    private static final String DIGEST = "message.body_hash/";
    private static final String LABELS = "message.labels/";
    private static final String NO_LABELS = "{}";

    /// Sealed labels are one label without a name; only a message whose content is sealed has them.
    private static final String LABELS_BEGIN = "{\"\":\"";

    private static final String LABELS_END = "\"}";
    private static final int DIGEST_LENGTH = 32;

    private final Vault vault;
    private final SealedUnderStore keys;

    Texts(Vault vault, SealedUnderStore keys) {
        this.vault = vault;
        this.keys = keys;
    }

    /// The message as it is stored. The digest of its request is sealed as well: a short text can be guessed from it.
    NewMessage sealed(NewMessage message) {
        keys.used(vault.primaryKey());
        return message.withStored(
                seal(message.tenantId(), CONTENT + message.messageId(), message.content()),
                seal(message.tenantId(), DIGEST + message.messageId(), message.bodyHash()),
                message.labels().equals(NO_LABELS)
                        ? NO_LABELS
                        : LABELS_BEGIN
                                + vault.seal(message.labels(), message.tenantId(), LABELS + message.messageId())
                                + LABELS_END);
    }

    /// The message as it was accepted, sealed or not.
    StoredMessage opened(StoredMessage row) {
        if (!isSealed(row.content()) && row.bodyHash().length <= DIGEST_LENGTH) {
            return row;
        }
        return row.withOpened(
                opened(row.tenantId(), row.messageId(), row.content()),
                open(row.tenantId(), DIGEST + row.messageId(), row.bodyHash()),
                isSealed(row.content()) ? openedLabels(row) : row.labels());
    }

    /// The database writes its JSON with spaces.
    private String openedLabels(StoredMessage row) {
        String labels = row.labels().replace("\"\": \"", "\"\":\"");
        return labels.startsWith(LABELS_BEGIN + Vault.MARK)
                ? vault.open(
                        labels.substring(LABELS_BEGIN.length(), labels.length() - LABELS_END.length()),
                        row.tenantId(),
                        LABELS + row.messageId())
                : row.labels();
    }

    /// A stored content.
    public byte[] opened(String tenantId, String messageId, byte[] content) {
        return open(tenantId, CONTENT + messageId, content);
    }

    private byte[] seal(String tenantId, String field, byte[] bytes) {
        return vault.seal(new String(bytes, StandardCharsets.ISO_8859_1), tenantId, field)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] open(String tenantId, String field, byte[] bytes) {
        return isSealed(bytes)
                ? vault.open(new String(bytes, StandardCharsets.US_ASCII), tenantId, field)
                        .getBytes(StandardCharsets.ISO_8859_1)
                : bytes;
    }

    private static boolean isSealed(byte[] bytes) {
        return bytes.length > DIGEST_LENGTH && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
    }
}

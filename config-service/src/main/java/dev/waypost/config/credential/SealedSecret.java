package dev.waypost.config.credential;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.document.Documents;
import dev.waypost.platform.crypto.Vault;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A secret as it is stored: sealed, with what may be shown of it, and the one before while both are accepted.
///
/// @param sealed null once the secret was withdrawn; its version is kept, so that the next one is told apart from it
/// @param previous the sealed secret before; null when it is not accepted any more
/// @param previousValidUntil null when there is no previous one
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SealedSecret(
        @Nullable String sealed,
        int version,
        String hint,
        @Nullable String previous,
        @Nullable Instant previousValidUntil) {
    private static final int SHORTEST_WITH_HINT = 16;
    private static final TypeReference<SealedSecret> ONE = new TypeReference<>() {};
    private static final TypeReference<Map<String, SealedSecret>> BY_KIND = new TypeReference<>() {};

    /// Seals the secret as the next version of what was there; what was there is not accepted any more.
    public static SealedSecret of(
            Vault vault, String plaintext, String owner, String field, @Nullable SealedSecret before) {
        String hint = plaintext.length() < SHORTEST_WITH_HINT ? "" : plaintext.substring(plaintext.length() - 4);
        int version = before == null ? 1 : before.version() + 1;
        return new SealedSecret(vault.seal(plaintext, owner, field), version, hint, null, null);
    }

    /// The secret of a column, as it is accepted now.
    public static @Nullable SealedSecret read(@Nullable String json, Instant now) {
        return json == null ? null : Documents.read(json, ONE).at(now);
    }

    /// The secrets of a document, by kind, as they are accepted now.
    public static Map<String, SealedSecret> readAll(String json, Instant now) {
        Map<String, SealedSecret> secrets = new HashMap<>(Documents.read(json, BY_KIND));
        secrets.replaceAll((kind, secret) -> secret.at(now));
        return secrets;
    }

    /// Whether the secret is there, rather than withdrawn.
    public boolean present() {
        return sealed != null;
    }

    /// What the audit may show of it.
    public Map<String, Object> audited(String field) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put(field + "Present", present());
        shown.put(field + "Version", version);
        shown.put(field + "Hint", hint);
        if (previousValidUntil != null) {
            shown.put(field + "PreviousValidUntil", previousValidUntil);
        }
        return shown;
    }

    /// Keeps the secret that was there before acceptable until then.
    SealedSecret after(@Nullable SealedSecret before, Instant validUntil) {
        return before == null || before.sealed() == null
                ? this
                : new SealedSecret(sealed, version, hint, before.sealed(), validUntil);
    }

    SealedSecret withoutPrevious() {
        return new SealedSecret(sealed, version, hint, null, null);
    }

    SealedSecret withdrawn() {
        return new SealedSecret(null, version, "", null, null);
    }

    private SealedSecret at(Instant now) {
        return previousValidUntil == null || now.isBefore(previousValidUntil) ? this : withoutPrevious();
    }
}

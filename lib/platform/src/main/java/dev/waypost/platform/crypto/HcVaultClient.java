package dev.waypost.platform.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import dev.waypost.platform.http.OperatorHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keys of HashiCorp Vault's transit engine, as `hcvault://host:port/mount/keys/name`.
///
/// The token comes from the credentials file or from `VAULT_TOKEN`. `hcvault+http://` speaks without TLS, and only to
/// this machine: that is where a Vault Agent listens, which adds the token itself.
public final class HcVaultClient implements KmsClient {
    private static final Pattern KEY =
            Pattern.compile("(hcvault(?:\\+http)?)://([^/?#@]+)/([^?#]+)/keys/([A-Za-z0-9_.-]+)");
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Optional<String> token;

    /// For the service loader; without a token until credentials are chosen.
    public HcVaultClient() {
        this(Optional.empty());
    }

    private HcVaultClient(Optional<String> token) {
        this.token = token;
    }

    @Override
    public boolean doesSupport(String uri) {
        String lower = uri.toLowerCase(Locale.ROOT);
        return lower.startsWith("hcvault://") || lower.startsWith("hcvault+http://");
    }

    @Override
    public KmsClient withCredentials(String file) throws GeneralSecurityException {
        try {
            return new HcVaultClient(Optional.of(Files.readString(Path.of(file)).strip()));
        } catch (IOException e) {
            throw new GeneralSecurityException("the credentials file " + file + " cannot be read");
        }
    }

    @Override
    public KmsClient withDefaultCredentials() {
        return new HcVaultClient(
                Optional.ofNullable(System.getenv("VAULT_TOKEN")).filter(text -> !text.isBlank()));
    }

    @Override
    public Aead getAead(String uri) throws GeneralSecurityException {
        Matcher parts = KEY.matcher(uri);
        if (!parts.matches()) {
            throw new GeneralSecurityException("expected: hcvault://host:port/mount/keys/name");
        }
        boolean plain = parts.group(1).equals("hcvault+http");
        String host = parts.group(2).replaceFirst(":[0-9]+$", "");
        if (plain && !THIS_MACHINE.contains(host)) {
            throw new GeneralSecurityException("hcvault+http speaks to this machine only; expected: hcvault://");
        }
        if (!plain && token.isEmpty()) {
            throw new GeneralSecurityException("expected: VAULT_TOKEN, or waypost.crypto.kms-credentials");
        }
        URI mount = URI.create((plain ? "http://" : "https://") + parts.group(2) + "/v1/" + parts.group(3) + "/");
        return new HcVaultKey(new OperatorHttp(), mount, parts.group(4), token);
    }
}

package dev.waypost.ingress.request;

import com.google.protobuf.Message;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.crypto.Signatures;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/// One request as it was asked: its id, and a digest of what it says and of whose eyes it is answered for.
///
/// The same words from whoever sees other tenants are another request.
public record Asked(String requestId, byte[] digest) {
    public static Asked of(String requestId, Message request, Caller caller) {
        var said = new ByteArrayOutputStream();
        said.writeBytes(request.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
        said.write(0);
        said.writeBytes(String.join(",", new TreeSet<>(caller.tenants())).getBytes(StandardCharsets.UTF_8));
        said.write(0);
        said.writeBytes(request.toByteArray());
        return new Asked(requestId, Signatures.sha256(said.toByteArray()));
    }
}

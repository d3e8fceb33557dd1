package dev.waypost.send.message;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.proto.send.v1.SendRequest;
import java.io.IOException;

/// Tells the repetition of a request from another request with the same id.
final class RequestDigestApi {
    private RequestDigestApi() {}

    /// How long the caller wants to wait is not part of what it wants to send.
    static byte[] of(SendRequest request) {
        MessageLite body = request.toBuilder()
                .clearRequestId()
                .clearWaitFor()
                .clearOverLimit()
                .build();
        byte[] bytes = new byte[body.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        // Maps have no order of their own.
        out.useDeterministicSerialization();
        try {
            body.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException("an array takes what it was measured for", e);
        }
        return Signatures.sha256(bytes);
    }
}

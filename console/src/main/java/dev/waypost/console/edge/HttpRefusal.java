package dev.waypost.console.edge;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;

/// A refusal for which HTTP has a status of its own, beside the registered reason.
public final class HttpRefusal extends RuntimeException {
    private final int status;
    private final Fault fault;

    private HttpRefusal(int status, Fault fault) {
        super(fault.getMessage(), fault);
        this.status = status;
        this.fault = fault;
    }

    static HttpRefusal unsupportedMediaType(String expected) {
        return new HttpRefusal(
                415,
                Fault.of(Reason.FIELD_INVALID)
                        .violation("Content-Type", "value: of another kind (expected: " + expected + ")"));
    }

    static HttpRefusal tooLarge(long most) {
        return new HttpRefusal(
                413,
                Fault.of(Reason.FIELD_INVALID)
                        .violation("body", "value: too large (expected: at most " + most + " bytes)"));
    }

    /// A change that does not say what it was made from could undo somebody else's.
    static HttpRefusal preconditionRequired() {
        return new HttpRefusal(
                428,
                Fault.of(Reason.FIELD_INVALID)
                        .detail("Say which revision the change was made from: If-Match with the ETag that was read, or"
                                + " revision.")
                        .violation("revision", "value: none (expected: the revision that was read)"));
    }

    /// HTTP's answer when what `If-Match` named is no longer what is there.
    static HttpRefusal preconditionFailed(Fault conflict) {
        return new HttpRefusal(412, conflict);
    }

    int status() {
        return status;
    }

    Fault fault() {
        return fault;
    }
}

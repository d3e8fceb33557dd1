package dev.waypost.platform.grpc;

import com.google.protobuf.Message;
import dev.waypost.platform.fault.Fault;

/// What a service asks of its requests beyond the contract's field rules. Asked together with them, before a handler
/// runs, so that the caller hears in one answer of everything that is wrong.
public interface RequestRules {
    /// Adds a violation for everything that is wrong; the request may break any rule of its contract.
    void check(Message request, Fault violations);
}

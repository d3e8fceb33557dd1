package dev.waypost.platform.grpc;

import com.google.protobuf.GeneratedMessage.GeneratedExtension;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.options.v1.OptionsProto;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.time.Duration;
import java.util.Optional;

/// What the contract says of a method.
final class MethodOptions {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private MethodOptions() {}

    /// The role that the method names; one that names none is for services only.
    static Role needed(MethodDescriptor<?, ?> method) {
        return option(method, OptionsProto.role)
                .map(role -> Role.valueOf(role.name().substring("ROLE_".length())))
                .orElse(Role.SERVICE);
    }

    /// Whether the method narrows its answer to the caller's tenants by itself.
    static boolean narrows(MethodDescriptor<?, ?> method) {
        return option(method, OptionsProto.narrows).orElse(false);
    }

    /// How long a caller of ours waits for the answer when it says nothing else.
    static Duration patience(MethodDescriptor<?, ?> method) {
        return option(method, OptionsProto.patienceSeconds)
                .filter(seconds -> seconds > 0)
                .map(Duration::ofSeconds)
                .orElse(PATIENCE);
    }

    private static <T> Optional<T> option(
            MethodDescriptor<?, ?> method,
            GeneratedExtension<com.google.protobuf.DescriptorProtos.MethodOptions, T> option) {
        if (method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema) {
            var options = schema.getMethodDescriptor().getOptions();
            return options.hasExtension(option) ? Optional.of(options.getExtension(option)) : Optional.empty();
        }
        return Optional.empty();
    }
}

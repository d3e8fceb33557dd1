package dev.waypost.console;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.config.v1.CredentialState;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A service that answers every call with what it was told: fields of the request come back in the answer, all others
/// have some value. So each route can be called, and all that it can answer is seen.
final class Mirror {
    private final Map<String, Function<Message, Message>> special = new ConcurrentHashMap<>();
    private final List<Message> asked = new CopyOnWriteArrayList<>();

    /// The last request of this type.
    <M extends Message> M asked(Class<M> type) {
        return asked.reversed().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody asked for " + type.getSimpleName()));
    }

    /// Answers this type of request otherwise from now on; null for as always.
    <M extends Message> void answer(Class<M> request, Function<M, Message> answer) {
        special.put(request.getSimpleName(), message -> answer.apply(request.cast(message)));
    }

    ServerServiceDefinition service(ServiceDescriptor descriptor) {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor);
        descriptor.getMethods().forEach(method -> add(service, method));
        return service.build();
    }

    @SuppressWarnings("unchecked") // the marshallers of generated methods are of messages
    private void add(ServerServiceDefinition.Builder service, MethodDescriptor<?, ?> any) {
        var method = (MethodDescriptor<Message, Message>) any;
        switch (method.getType()) {
            case UNARY ->
                service.addMethod(method, ServerCalls.asyncUnaryCall((request, out) -> reply(method, request, out)));
            case SERVER_STREAMING ->
                service.addMethod(
                        method, ServerCalls.asyncServerStreamingCall((request, out) -> reply(method, request, out)));
            case CLIENT_STREAMING ->
                service.addMethod(method, ServerCalls.asyncClientStreamingCall(out -> new Pieces(method, out)));
            case BIDI_STREAMING ->
                service.addMethod(method, ServerCalls.asyncBidiStreamingCall(out -> new Pieces(method, out)));
            default -> throw new IllegalStateException(method.getFullMethodName());
        }
    }

    private void reply(MethodDescriptor<Message, Message> method, Message request, StreamObserver<Message> out) {
        asked.add(request);
        try {
            out.onNext(special.getOrDefault(request.getClass().getSimpleName(), message -> mirrored(method, message))
                    .apply(request));
            out.onCompleted();
        } catch (Fault fault) {
            out.onError(FaultStatus.toStatus(fault, "0af7651916cd43dd8448eb211c80319c"));
        }
    }

    private static Message mirrored(MethodDescriptor<Message, Message> method, Message request) {
        var prototype = (PrototypeMarshaller<Message>) method.getResponseMarshaller();
        return fill(Objects.requireNonNull(prototype.getMessagePrototype()).newBuilderForType(), request);
    }

    private static Message fill(Message.Builder builder, Message request) {
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            FieldDescriptor same = request.getDescriptorForType().findFieldByName(field.getName());
            boolean told = same != null
                    && same.getType() == field.getType()
                    && same.isRepeated() == field.isRepeated()
                    && !same.isMapField()
                    && (same.isRepeated()
                            ? request.getRepeatedFieldCount(same) > 0
                            : !request.getField(same).equals(same.hasPresence() ? "" : same.getDefaultValue()))
                    && (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
                            || field.getMessageType().equals(same.getMessageType()));
            if (field.getName().equals("next_page_token")) {
                continue;
            }
            if (told && same != null) {
                builder.setField(field, request.getField(same));
            } else if (field.isRepeated()) {
                builder.addRepeatedField(field, some(builder, field, request));
            } else {
                builder.setField(field, some(builder, field, request));
            }
        }
        return builder.build();
    }

    private static Object some(Message.Builder builder, FieldDescriptor field, Message request) {
        return switch (field.getJavaType()) {
            case STRING ->
                field.getName().endsWith("_json") ? "{\"name\":\"before or after\"}" : "some-" + field.getName();
            case INT -> 7;
            case LONG -> 7L;
            case DOUBLE -> 0.5;
            case BOOLEAN -> true;
            case ENUM -> one(field.getEnumType());
            case BYTE_STRING -> ByteString.copyFromUtf8("{\"line\": 1}\n");
            case MESSAGE -> {
                Message.Builder within = builder.newBuilderForField(field);
                yield switch (within) {
                    case Timestamp.Builder time ->
                        time.setSeconds(1_700_000_000).build();
                    case Duration.Builder duration ->
                        duration.setSeconds(2).setNanos(500_000_000).build();
                    case CredentialState.Builder state ->
                        state.setPresent(true).setVersion(1).setHint("cret").build();
                    default -> fill(within, request);
                };
            }
            default -> throw new IllegalStateException(field.getFullName());
        };
    }

    private static Object one(EnumDescriptor type) {
        return type.getValues().get(1);
    }

    /// Takes a stream of requests for the one that names how, with all bytes in it.
    private final class Pieces implements StreamObserver<Message> {
        private final MethodDescriptor<Message, Message> method;
        private final StreamObserver<Message> out;
        private Message.@Nullable Builder first;

        Pieces(MethodDescriptor<Message, Message> method, StreamObserver<Message> out) {
            this.method = method;
            this.out = out;
        }

        @Override
        public void onNext(Message piece) {
            @Nullable FieldDescriptor chunk = piece.getDescriptorForType().findFieldByName("chunk");
            if (first == null) {
                first = piece.toBuilder();
            } else if (chunk == null) {
                first.mergeFrom(piece);
            } else {
                var before = (ByteString) first.getField(chunk);
                first.setField(chunk, before.concat((ByteString) piece.getField(chunk)));
            }
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {
            reply(method, Objects.requireNonNull(first).build(), out);
        }
    }
}

package dev.waypost.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import dev.waypost.platform.auth.ServiceIdentity;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Contract;
import dev.waypost.proto.config.v1.EndpointDraft;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.validate.v1.FieldRules;
import dev.waypost.proto.validate.v1.ValidateProto;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Walks every field of every request of config-service's contract. No network is allowed to be called here.
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadInputTest {
    private static ServiceUnderTest config;
    private static Channel channel;

    /// A field of a method's request, and the messages that lead to it.
    private record Place(MethodDescriptor<?, ?> method, List<FieldDescriptor> path) {
        FieldDescriptor field() {
            return path.getLast();
        }

        String at() {
            var at = new StringBuilder();
            for (FieldDescriptor step : path) {
                at.append(at.isEmpty() ? "" : ".").append(step.getName()).append(step.isRepeated() ? "[0]" : "");
            }
            return at.toString();
        }

        DynamicMessage request(String value) {
            return build(input(method), path, value);
        }

        private static DynamicMessage build(Descriptor type, List<FieldDescriptor> path, String value) {
            FieldDescriptor first = path.getFirst();
            Object held = path.size() == 1 ? value : build(first.getMessageType(), path.subList(1, path.size()), value);
            var message = DynamicMessage.newBuilder(type);
            return (first.isRepeated() ? message.addRepeatedField(first, held) : message.setField(first, held)).build();
        }
    }

    @BeforeAll
    static void start() {
        config = ServiceUnderTest.start("config", Map.of("waypost.http.allowed-cidrs", ""));
        // A service may call every method.
        channel = config.as(config.bean(ServiceIdentity.class).token());
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:b",
                "a/b",
                "..",
                "../../etc/passwd",
                "a b",
                "a\nb",
                "a\u0000b",
                "a\u001bb",
                "s\u0430lon",
                "\uff53alon",
                "sal\u200bon",
                "sal\u202eon",
                "sa\u0301lon",
                "a%2fb",
                "x123456789x123456789x123456789x123456789x123456789x123456789x1234"
            })
    void every_id_of_every_request_is_refused_when_it_could_not_stand_in_a_path_or_passes_for_another(String bad) {
        String id = bad.startsWith("x123") ? bad + "5" : bad;
        List<Place> places = places(FieldRules::getId);

        assertThat(places).hasSizeGreaterThan(100);
        for (Place place : places) {
            Fault fault = call(place.method(), place.request(id));
            if (!place.method().getType().clientSendsOneMessage() && fault.reason() == Reason.NOT_IMPLEMENTED) {
                // It hung up before it looked at a message.
                continue;
            }
            assertThat(fault.reason())
                    .as("%s %s", place.method().getFullMethodName(), place.at())
                    .isEqualTo(Reason.FIELD_INVALID);
            assertThat(fault.violations())
                    .as("%s %s", place.method().getFullMethodName(), place.at())
                    .anySatisfy(violation -> {
                        assertThat(violation.field()).isEqualTo(place.at());
                        assertThat(violation.description()).matches("value: [\\x20-\\x7e]{1,300} \\(expected: .+\\)");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "https://127.0.0.1:8443/",
                "https://localhost/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0177.0.0.1/",
                "https://127.1/",
                "https://0/",
                "https://0.0.0.0/",
                "https://10.0.0.7/",
                "https://172.16.0.1/",
                "https://192.168.1.1/",
                "https://100.64.0.1/",
                "https://169.254.169.254/latest/meta-data/",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[::127.0.0.1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://[fe80::1]/",
                "https://[fd00:ec2::254]/",
                "https://user:pass@public.example.net/",
                "https://public.example.net@127.0.0.1/",
                "https://inside.example.net/",
                "https://both.example.net/",
                "https://metadata.example.net/",
                "https://INSIDE.example.net/",
                "http://public.example.net/",
                "ftp://public.example.net/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:6379/_",
                "https://127\u3002 0.0.1/",
                "https://\u2460\u2461\u2466.0.0.1/",
                "https:///",
                "https://",
                "//127.0.0.1/",
                "not a url"
            })
    void every_url_that_would_be_saved_is_refused_when_it_leads_inside(String bad) {
        List<Place> places = places(FieldRules::getUrl);

        assertThat(places).hasSizeGreaterThan(3);
        for (Place place : places) {
            Fault fault = call(place.method(), place.request(bad));
            assertThat(fault.violations())
                    .as("%s %s", place.method().getFullMethodName(), place.at())
                    .anySatisfy(violation -> {
                        assertThat(violation.field()).isEqualTo(place.at());
                        assertThat(violation.description())
                                .startsWith("value: ")
                                .contains("(expected: ");
                    });
        }
    }

    @Test
    void a_url_of_a_public_address_is_not_refused() {
        for (Place place : places(FieldRules::getUrl)) {
            assertThat(call(place.method(), place.request("https://public.example.net/hook"))
                            .violations())
                    .as("%s %s", place.method().getFullMethodName(), place.at())
                    .noneMatch(violation -> violation.field().equals(place.at()));
        }
    }

    @Test
    void everything_wrong_at_every_layer_is_said_in_one_answer() {
        var request = SetEndpointRequest.newBuilder()
                .setTenantId("a/b")
                .setRequestId(ConfigHarness.requestId())
                .setProvider(Provider.PROVIDER_META_CLOUD)
                .setApiUrl("https://10.0.0.7/")
                .setApiVersion("latest")
                .setWebhookUrl("https://inside.example.net/")
                .addAllowedCidrs("10.0.0.0/99")
                .build();

        Fault fault =
                call(method("SetEndpoint"), DynamicMessage.newBuilder(request).build());

        assertThat(fault.reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(fault.violations())
                .extracting(Fault.Violation::field)
                .containsExactlyInAnyOrder(
                        "tenant_id", "phone_number_id", "api_version", "allowed_cidrs[0]", "api_url", "webhook_url");
    }

    @Test
    void only_a_refused_url_has_a_reason_of_its_own() {
        var request = SetEndpointRequest.newBuilder()
                .setTenantId(Fixtures.tenantId())
                .setRequestId(ConfigHarness.requestId())
                .setProvider(Provider.PROVIDER_META_CLOUD)
                .setPhoneNumberId(Fixtures.phoneNumberId())
                .setApiUrl("https://10.0.0.7/")
                .build();

        Fault fault =
                call(method("SetEndpoint"), DynamicMessage.newBuilder(request).build());

        assertThat(fault.reason()).isEqualTo(Reason.ENDPOINT_URL_REFUSED);
        assertThat(fault.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("api_url");
            assertThat(violation.description()).startsWith("value: https://10.0.0.7/ (expected: ");
        });
    }

    private static MethodDescriptor<?, ?> method(String name) {
        return methods().stream()
                .filter(method -> name.equals(method.getBareMethodName()))
                .findFirst()
                .orElseThrow();
    }

    private static List<Place> places(Predicate<FieldRules> rule) {
        var places = new ArrayList<Place>();
        methods().forEach(method -> collect(method, input(method), List.of(), rule, places));
        return places;
    }

    private static void collect(
            MethodDescriptor<?, ?> method,
            Descriptor type,
            List<FieldDescriptor> path,
            Predicate<FieldRules> rule,
            List<Place> places) {
        for (FieldDescriptor field : type.getFields()) {
            var here = new ArrayList<>(path);
            here.add(field);
            if (field.isMapField() || field.isExtension() || path.contains(field)) {
                continue;
            }
            if (field.getJavaType() == JavaType.MESSAGE) {
                // What is only tried is answered by the check itself.
                boolean tried = field.getMessageType().equals(EndpointDraft.getDescriptor())
                        && rule.test(FieldRules.newBuilder().setUrl(true).build());
                if (!tried) {
                    collect(method, field.getMessageType(), here, rule, places);
                }
            } else if (rule.test(field.getOptions().getExtension(ValidateProto.field))) {
                places.add(new Place(method, here));
            }
        }
    }

    private static List<MethodDescriptor<?, ?>> methods() {
        var methods = new ArrayList<MethodDescriptor<?, ?>>();
        config.bean(Contract.class).services().forEach(service -> methods.addAll(service.getMethods()));
        return methods;
    }

    private static Descriptor input(MethodDescriptor<?, ?> method) {
        return ((ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor()))
                .getMethodDescriptor()
                .getInputType();
    }

    private static <Q, A> Fault call(MethodDescriptor<Q, A> method, DynamicMessage request) {
        var closed = new CompletableFuture<Fault>();
        ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (status.isOk()) {
                            closed.completeExceptionally(new AssertionError(method.getFullMethodName() + " answered"));
                        } else {
                            closed.complete(FaultStatus.of(status.asRuntimeException(trailers)));
                        }
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(method.parseRequest(request.toByteString().newInput()));
        call.halfClose();
        return closed.join();
    }
}

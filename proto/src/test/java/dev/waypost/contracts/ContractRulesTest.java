package dev.waypost.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.ExtensionRegistry;
import dev.waypost.proto.options.v1.OptionsProto;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.proto.validate.v1.ValidateProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules of proto/README.md that buf does not know, over every rpc there is.
class ContractRulesTest {

    private static final Pattern READS =
            Pattern.compile("(Get|BatchGet|List|Watch|Resolve|Authenticate|Read|ExportMetrics)\\w*");

    /// Mutations whose request id is elsewhere, or that are safe to repeat without one.
    private static final Set<String> REQUEST_ID_ELSEWHERE = Set.of(
            "SendStream", // in the message that it wraps
            "Subscribe", // acknowledging twice changes nothing
            "RecordContacts",
            "RecordReceipts", // receipts carry event ids
            "ImportBlockedNumbers", // only in the first request of the stream
            "UploadMedia", // only in the first request of the stream
            "ImportTenants", // only in the first request of the stream
            "MigrateFromMultiEndpoint"); // only in the first request of the stream

    /// Calls about the whole platform; their handlers narrow the answer to the caller's tenants.
    private static final Set<String> ABOUT_ALL_TENANTS = Set.of("ListTenants", "GetGlobalMetrics", "ListTenantMetrics");

    /// Calls whose tenant is in the message that they wrap.
    private static final Set<String> TENANT_ELSEWHERE = Set.of("SendStream");

    private static final List<Rpc> RPCS = new ArrayList<>();

    /// Requests that promise an answer about all that the caller may see to who names no tenant.
    private static final Set<DescriptorProto> SAY_THEY_NARROW = new HashSet<>();

    /// One rpc with its messages.
    private record Rpc(String name, Role role, boolean narrows, DescriptorProto request, DescriptorProto response) {

        boolean hasRequestField(String field) {
            return find(request, field).isPresent();
        }

        boolean reads() {
            return READS.matcher(name).matches();
        }
    }

    @BeforeAll
    static void read_all_contracts(@TempDir Path directory) throws IOException {
        Path image = directory.resolve("all.binpb");
        Gates.Outcome outcome = new Gates(Gates.CONTRACTS)
                .run(Gates.BUF.toString(), "build", "--as-file-descriptor-set", "-o", image.toString());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();

        ExtensionRegistry extensions = ExtensionRegistry.newInstance();
        OptionsProto.registerAllExtensions(extensions);
        ValidateProto.registerAllExtensions(extensions);
        FileDescriptorSet files = FileDescriptorSet.parseFrom(Files.readAllBytes(image), extensions);

        Map<String, DescriptorProto> messages = new HashMap<>();
        for (FileDescriptorProto file : files.getFileList()) {
            file.getMessageTypeList()
                    .forEach(message -> messages.put("." + file.getPackage() + "." + message.getName(), message));
            file.getSourceCodeInfo().getLocationList().stream()
                    .filter(place -> place.getLeadingComments().contains("that the caller may see"))
                    .filter(place -> place.getPath(0) == FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER)
                    .forEach(place -> SAY_THEY_NARROW.add(file.getMessageType(place.getPath(1))));
        }
        for (FileDescriptorProto file : files.getFileList()) {
            assertThat(file.getServiceCount()).as(file.getName()).isLessThanOrEqualTo(1);
            file.getServiceList()
                    .forEach(service -> service.getMethodList().forEach(method -> RPCS.add(rpc(method, messages))));
        }
        assertThat(RPCS).hasSizeGreaterThan(100);
    }

    @Test
    void every_rpc_names_the_role_that_may_call_it() {
        assertThat(RPCS).allSatisfy(rpc -> assertThat(rpc.role()).isNotEqualTo(Role.ROLE_UNSPECIFIED));
    }

    @Test
    void every_mutation_requires_a_request_id() {
        assertThat(RPCS)
                .filteredOn(rpc -> !rpc.reads() && !REQUEST_ID_ELSEWHERE.contains(rpc.name()))
                .hasSizeGreaterThan(40)
                .allSatisfy(rpc -> assertThat(find(rpc.request(), "request_id"))
                        .as(rpc.name())
                        .hasValueSatisfying(ContractRulesTest::is_required));
    }

    @Test
    void no_read_asks_for_a_request_id() {
        assertThat(RPCS).filteredOn(Rpc::reads).noneMatch(rpc -> rpc.hasRequestField("request_id"));
    }

    @Test
    void every_list_is_paged() {
        assertThat(RPCS)
                .filteredOn(rpc -> rpc.name().startsWith("List"))
                .hasSizeGreaterThan(15)
                .allSatisfy(rpc -> {
                    assertThat(rpc.hasRequestField("page_size")).as(rpc.name()).isTrue();
                    assertThat(rpc.hasRequestField("page_token")).as(rpc.name()).isTrue();
                    assertThat(find(rpc.response(), "next_page_token"))
                            .as(rpc.name())
                            .isPresent();
                });
    }

    @Test
    void every_update_names_the_revision_it_was_made_from() {
        assertThat(RPCS)
                .filteredOn(rpc -> rpc.name().startsWith("Update"))
                .isNotEmpty()
                .allSatisfy(rpc -> assertThat(find(rpc.request(), "expected_revision"))
                        .as(rpc.name())
                        .hasValueSatisfying(ContractRulesTest::is_required));
    }

    @Test
    void every_call_that_a_tenants_key_can_make_names_the_tenant() {
        assertThat(RPCS)
                .filteredOn(rpc -> rpc.role().getNumber() < Role.ROLE_ADMIN_VALUE)
                .filteredOn(rpc -> !ABOUT_ALL_TENANTS.contains(rpc.name()) && !TENANT_ELSEWHERE.contains(rpc.name()))
                .hasSizeGreaterThan(50)
                .allSatisfy(rpc -> assertThat(rpc.hasRequestField("tenant_id"))
                        .as(rpc.name())
                        .isTrue());
    }

    @Test
    void who_is_promised_an_answer_without_naming_a_tenant_is_not_refused_for_naming_none() {
        assertThat(SAY_THEY_NARROW).isNotEmpty();
        assertThat(RPCS)
                .filteredOn(rpc -> SAY_THEY_NARROW.contains(rpc.request()))
                .allSatisfy(rpc -> assertThat(rpc.narrows()).as(rpc.name()).isTrue());
    }

    @Test
    void what_only_services_may_call_is_what_is_listed_here() {
        assertThat(RPCS)
                .filteredOn(rpc -> rpc.role() == Role.ROLE_SERVICE)
                .extracting(Rpc::name)
                .containsExactlyInAnyOrder(
                        "AuthenticateApiKey",
                        "BatchGetSnapshots",
                        "DisableProject",
                        "EraseUserEvents",
                        "GetSnapshot",
                        "GetStatus",
                        "PurgeTenant",
                        "RecordContacts",
                        "RecordReceipts",
                        "ResolveNames",
                        "WatchSnapshots");
        assertThat(RPCS).noneMatch(rpc -> rpc.role() == Role.ROLE_PUBLIC);
    }

    private static Rpc rpc(MethodDescriptorProto method, Map<String, DescriptorProto> messages) {
        return new Rpc(
                method.getName(),
                method.getOptions().getExtension(OptionsProto.role),
                method.getOptions().getExtension(OptionsProto.narrows),
                messages.getOrDefault(method.getInputType(), DescriptorProto.getDefaultInstance()),
                messages.getOrDefault(method.getOutputType(), DescriptorProto.getDefaultInstance()));
    }

    private static Optional<FieldDescriptorProto> find(DescriptorProto message, String field) {
        return message.getFieldList().stream()
                .filter(candidate -> candidate.getName().equals(field))
                .findFirst();
    }

    private static void is_required(FieldDescriptorProto field) {
        assertThat(field.getOptions().getExtension(ValidateProto.field).getRequired())
                .isTrue();
    }
}

package dev.waypost.console.api;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.options.v1.OptionsProto;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the RPCs behind the paths ask of a caller and fail with, in their contracts' own words.
final class Rpcs {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z_]{3,}[A-Z]");
    private static final Pattern FAILS = Pattern.compile("\\s*(?:Fails|fails) with .*");
    private static final Map<String, Reason> REASONS =
            Arrays.stream(Reason.values()).collect(Collectors.toMap(Reason::name, Function.identity()));

    private final Collection<FileDescriptor> files;
    private final ProtoComments comments;

    Rpcs(Collection<FileDescriptor> files, ProtoComments comments) {
        this.files = files;
        this.comments = comments;
    }

    /// @param name such as `EndpointService/GetEndpoint`
    Rpc find(String name) {
        String[] parts = name.split("/", 2);
        MethodDescriptor method = files.stream()
                .flatMap(file -> file.getServices().stream())
                .filter(service -> service.getName().equals(parts[0]))
                .map(service -> service.findMethodByName(parts[1]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no such RPC: " + name));
        String comment = comments.of(method.getFile().getName(), method.getFullName());
        List<Reason> reasons = NAME.matcher(comment)
                .results()
                .map(MatchResult::group)
                .filter(REASONS::containsKey)
                .map(REASONS::get)
                .distinct()
                .toList();
        String role = method.getOptions().getExtension(OptionsProto.role).name().replace("ROLE_", "");
        return new Rpc(FAILS.matcher(comment).replaceAll("").strip(), role, reasons);
    }

    /// One RPC: what it does, who may call it, what it fails with.
    record Rpc(String text, String role, List<Reason> reasons) {}
}

package dev.waypost.config.address;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.waypost.config.endpoint.EndpointSettings;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.RequestRules;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.UrlRefusal;
import dev.waypost.proto.config.v1.EndpointDraft;
import dev.waypost.proto.validate.v1.ValidateProto;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/// Refuses every request that would save a URL which must not be called, whatever its field and method.
///
/// Comes last: a refused URL has a reason of its own only when nothing else is wrong.
@Singleton
@Order(Ordered.LOWEST_PRECEDENCE)
final class SavedUrlsApi implements RequestRules {
    private final GuardedHttp http;
    private final String ownWebhooks;

    SavedUrlsApi(GuardedHttp http, EndpointSettings settings) {
        this.http = http;
        this.ownWebhooks = settings.webhookBase() + "/";
    }

    @Override
    public void check(Message request, Fault violations) {
        var urls = new LinkedHashMap<String, String>();
        collect(request, "", urls);
        violations.violations().forEach(said -> urls.remove(said.field()));
        if (urls.isEmpty()) {
            return;
        }
        Fault refused = violations.hasViolations() ? violations : Fault.of(Reason.ENDPOINT_URL_REFUSED);
        urls.forEach((field, url) -> http.refusalOf(url).ifPresent(refusal -> refuse(refused, field, url, refusal)));
        if (refused != violations && refused.hasViolations()) {
            throw refused;
        }
    }

    private static void refuse(Fault refused, String field, String url, UrlRefusal refusal) {
        // Credentials in it are nobody's to read in an error.
        String shown = refusal.kind() == UrlRefusal.Kind.CREDENTIALS ? "a URL" : Fault.Violation.shown(url);
        refused.with("class", refusal.kind())
                .violation(
                        field,
                        "value: " + shown + " (expected: a URL that may be called; " + refusal.kind() + ": "
                                + refusal.detail() + ")");
    }

    private void collect(Message message, String path, Map<String, String> urls) {
        // What is only tried is not saved: the check itself says that the URL is refused.
        if (message instanceof EndpointDraft) {
            return;
        }
        message.getAllFields().forEach((field, value) -> {
            String at = path + field.getName();
            if (value instanceof Message nested) {
                collect(nested, at + ".", urls);
            } else if (isUrl(field) && value instanceof String url && !url.isEmpty() && !isOwnWebhook(field, url)) {
                urls.put(at, url);
            }
        });
    }

    /// The webhook that every endpoint is given wherever the operator put it, also when a caller hands it back.
    private boolean isOwnWebhook(FieldDescriptor field, String url) {
        return field.getName().equals("webhook_url") && url.startsWith(ownWebhooks);
    }

    private static boolean isUrl(FieldDescriptor field) {
        return field.getOptions().getExtension(ValidateProto.field).getUrl();
    }
}

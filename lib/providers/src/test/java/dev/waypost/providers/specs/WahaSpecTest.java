package dev.waypost.providers.specs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.Content;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.GatewayRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Support;
import dev.waypost.providers.contract.Contents;
import dev.waypost.providers.waha.WahaCapabilities;
import dev.waypost.providers.waha.WahaWords;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("specs")
class WahaSpecTest {
    private static final EndpointAccess ENDPOINT =
            new EndpointAccess(ProviderKind.WAHA, "http://h", null, null, null, "default", Secret.of("key"));

    @Test
    void every_request_is_one_that_the_specification_knows() throws IOException {
        // Type and name of voice and video files are objects there, which must be a slip: their defaults are texts.
        var shape = new SpecShape(Specs.read("waha.json"), Set.of());
        var words = new WahaWords();
        Set<String> called = new HashSet<>();
        for (Content content : Contents.all(ProviderKind.WAHA)) {
            if (!(new WahaCapabilities().supports(content, false) instanceof Support.Supported)) {
                continue;
            }
            boolean quotes = !(content instanceof Content.Reaction) && !content.isSignal();
            GatewayRequest request = words.request(
                    ENDPOINT,
                    Messages.of(content, quotes ? Contents.messageId(ProviderKind.WAHA) : null),
                    "4915112345678@c.us");
            JsonNode schema =
                    shape.requestSchema(request.path(), request.method().toLowerCase(Locale.ROOT), "application/json");
            assertThat(schema.isMissingNode())
                    .as(request.method() + " " + request.path())
                    .isFalse();
            JsonNode body = new JsonMapper().readTree(request.body().bytes());
            assertThat(shape.wrong(body, schema))
                    .as(content.toString())
                    .allSatisfy(line -> assertThat(line)
                            .matches("\\$\\.(file\\.(mimetype|filename)|poll\\.multipleAnswers): .*object\\)"));
            called.add(request.path());
        }
        assertThat(called).contains("/api/sendText", "/api/sendVoice", "/api/sendPoll", "/api/sendList");
    }
}

package dev.waypost.providers.specs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.Content;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.GatewayRequest;
import dev.waypost.providers.HttpBody;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Support;
import dev.waypost.providers.contract.Contents;
import dev.waypost.providers.gowa.GowaCapabilities;
import dev.waypost.providers.gowa.GowaWords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("specs")
class GowaSpecTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final EndpointAccess ENDPOINT =
            new EndpointAccess(ProviderKind.GOWA, "http://h", null, null, null, "main", Secret.of("a:b"));
    private static final Pattern FIELD = Pattern.compile(
            "name=\"([^\"]+)\"(?:; filename=\"[^\"]*\")?\r\n(?:Content-Type: [^\r]+\r\n)?\r\n([^\r]*)\r\n");

    @Test
    void every_request_is_one_that_the_specification_knows() throws IOException {
        var shape = new SpecShape(Specs.read("gowa.yaml"), Set.of());
        Set<String> called = new HashSet<>();
        for (Content content : Contents.all(ProviderKind.GOWA)) {
            for (boolean quoting : new boolean[] {false, true}) {
                if (new GowaCapabilities().supports(content, quoting) instanceof Support.Supported) {
                    GatewayRequest request = new GowaWords()
                            .request(
                                    ENDPOINT,
                                    Messages.of(content, quoting ? "3EB0" : null),
                                    "4915112345678@s.whatsapp.net");
                    String path = request.path().replaceAll("^/message/[^/]+/", "/message/{message_id}/");
                    HttpBody body = request.body();
                    String type = body.contentType().split(";", 2)[0];
                    JsonNode schema = shape.requestSchema(path, "post", type);
                    assertThat(schema.isMissingNode()).as(path + " " + type).isFalse();
                    JsonNode sent = type.equals("application/json") ? JSON.readTree(body.bytes()) : form(body, schema);
                    assertThat(shape.wrong(sent, schema))
                            .as(path + " " + content)
                            .isEmpty();
                    called.add(path);
                }
            }
        }
        assertThat(called)
                .contains("/send/message", "/send/image", "/send/sticker", "/send/poll", "/send/chat-presence")
                .contains("/message/{message_id}/reaction", "/message/{message_id}/read");
    }

    /// A form has only texts; its schema says what they stand for.
    private static ObjectNode form(HttpBody body, JsonNode schema) {
        ObjectNode form = JSON.createObjectNode();
        Matcher fields = FIELD.matcher(new String(body.bytes(), StandardCharsets.UTF_8));
        while (fields.find()) {
            String name = fields.group(1);
            boolean flag =
                    schema.path("properties").path(name).path("type").asText().equals("boolean");
            if (flag) {
                form.put(name, Boolean.parseBoolean(fields.group(2)));
            } else {
                form.put(name, fields.group(2));
            }
        }
        return form;
    }
}

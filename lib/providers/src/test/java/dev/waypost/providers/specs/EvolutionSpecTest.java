package dev.waypost.providers.specs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.Content;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.GatewayRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.Support;
import dev.waypost.providers.contract.Contents;
import dev.waypost.providers.evolution.EvolutionCapabilities;
import dev.waypost.providers.evolution.EvolutionWords;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("specs")
class EvolutionSpecTest {
    private static final EndpointAccess ENDPOINT =
            new EndpointAccess(ProviderKind.EVOLUTION, "http://h", null, null, null, "main", Secret.of("key"));

    /// Where version 2.3.6 takes what its specification does not know, or asks less than that says. A minus marks what
    /// need not be there.
    private static final Set<String> DRIFT = Set.of(
            "sections",
            "-values",
            "type",
            "url",
            "presence",
            "delay",
            "-options",
            "-title",
            "-description",
            "-fullname",
            "-organization",
            "-email",
            "-url");

    @Test
    void every_request_is_one_that_the_specification_knows() throws IOException {
        var shape = new SpecShape(Specs.read("evolution.json"), DRIFT);
        Set<String> called = new HashSet<>();
        for (Content content : Contents.all(ProviderKind.EVOLUTION)) {
            boolean templates = content instanceof Content.Template;
            if (!templates && new EvolutionCapabilities().supports(content, false) instanceof Support.Supported) {
                GatewayRequest request = new EvolutionWords()
                        .request(ENDPOINT, Messages.of(content, null), "4915112345678@s.whatsapp.net");
                String path = request.path().replaceAll("/main$", "/{instance}");
                JsonNode schema = shape.requestSchema(path, "post", "application/json");
                assertThat(schema.isMissingNode()).as(path).isFalse();
                JsonNode body = new JsonMapper().readTree(request.body().bytes());
                assertThat(shape.wrong(body, schema))
                        .as(path + " " + content)
                        // An example in place of a type: the only options that polls could have.
                        .allSatisfy(line -> assertThat(line).contains("Question 1"));
                called.add(path);
            }
        }
        assertThat(called).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @CsvSource({
        "send-text-ok, Accepted",
        "send-media-ok, Accepted",
        "send-location, Refused",
        "send-reaction, Refused",
        "biz-send-text-ok, Accepted",
        "biz-send-template-ok, Accepted",
        "biz-send-media-url, Accepted",
        "biz-send-text-metaerror, Refused",
        "baileys-send-unconnected, EndpointBroken",
        "baileys-numbers-unconnected, EndpointBroken",
        "err-400-missing-number, Refused",
        "err-400-badjson, Refused",
        "err-401-nokey, EndpointBroken",
        "err-401-badkey-existing, EndpointBroken",
        "err-404-badkey-missing, EndpointBroken",
        "err-404-route, Refused",
        "restart-closed, Unknown"
    })
    void what_version_2_3_6_really_answered_has_its_outcome(String file, String outcome) {
        JsonNode recorded = Specs.read("samples/recorded-evolution-2.3.6/" + file + ".json");
        var answer = new HttpAnswer(
                recorded.path("status").asInt(),
                Map.of(),
                recorded.path("response").toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));

        SendOutcome decided = new EvolutionWords().outcome(answer, new Content.Text("x", false));

        assertThat(decided.getClass().getSimpleName()).as(decided.toString()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"biz-send-location", "biz-send-reaction", "biz-send-template-ok", "send-text-ok"})
    void what_it_really_took_has_the_fields_that_we_send(String file) throws IOException {
        JsonNode request =
                Specs.read("samples/recorded-evolution-2.3.6/" + file + ".json").path("request");
        String call = request.path("path").asText().split("/")[2];
        Content ours = Contents.all(ProviderKind.EVOLUTION).stream()
                .filter(content -> new EvolutionWords()
                        .request(ENDPOINT, supported(content), "1@s.whatsapp.net")
                        .path()
                        .contains("/" + call + "/"))
                .findFirst()
                .orElseThrow();
        JsonNode body = new JsonMapper()
                .readTree(new EvolutionWords()
                        .request(ENDPOINT, Messages.of(ours, null), "1@s.whatsapp.net")
                        .body()
                        .bytes());

        request.path("body")
                .fieldNames()
                .forEachRemaining(name -> assertThat(body.has(name)).as(name).isTrue());
    }

    private static dev.waypost.providers.OutgoingMessage supported(Content content) {
        boolean carried = new EvolutionCapabilities().supports(content, false) instanceof Support.Supported;
        return Messages.of(carried ? content : new Content.Typing(null, null), null);
    }
}

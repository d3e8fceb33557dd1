package dev.waypost.providers.specs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.Content;
import dev.waypost.providers.GatewaySender;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.evolution.EvolutionWords;
import dev.waypost.providers.gowa.GowaWords;
import dev.waypost.providers.waha.WahaWords;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("specs")
class SampleTest {

    @ParameterizedTest
    @CsvSource({
        "waha.sendText.response.noweb, 201, Accepted",
        "waha.sendText.response.wamessage, 201, Accepted",
        "waha.sendText.response.webjs, 201, Accepted",
        "waha.error.401, 401, EndpointBroken",
        "waha.error.404, 404, EndpointBroken",
        "waha.error.422.session, 422, EndpointBroken",
        "waha.error.500.timelock, 500, Refused",
        "gowa.send.message.response, 200, Accepted",
        "gowa.error.400.INVALID_JID, 400, Refused",
        "gowa.error.400.VALIDATION_ERROR, 400, Refused",
        "gowa.error.401.AUTHENTICATION_ERROR, 401, EndpointBroken",
        "gowa.error.404.DEVICE_NOT_FOUND, 404, EndpointBroken",
        "gowa.error.429.WA_REACHOUT_TIMELOCK, 429, Refused",
        "evolution.sendText.response, 201, Accepted",
        "evolution.sendText.response.201-but-meta-error, 201, Refused",
        "evolution.error.400.not-on-whatsapp, 400, Refused",
        "evolution.error.400.validation, 400, Refused",
        "evolution.error.401, 401, EndpointBroken",
        "evolution.error.404.instance, 404, EndpointBroken",
        "evolution.error.500.not-connected, 500, EndpointBroken"
    })
    void every_sample_of_an_answer_has_its_outcome(String file, int status, String outcome) {
        GatewaySender.Words words = file.startsWith("waha")
                ? new WahaWords()
                : file.startsWith("gowa") ? new GowaWords() : new EvolutionWords();
        byte[] body = Specs.read("samples/" + file + ".json").toString().getBytes(StandardCharsets.UTF_8);

        SendOutcome decided = words.outcome(new HttpAnswer(status, Map.of(), body), new Content.Text("x", false));

        assertThat(decided.getClass().getSimpleName()).as(decided.toString()).isEqualTo(outcome);
        if (decided instanceof SendOutcome.Accepted && file.startsWith("waha")) {
            assertThat(decided).isEqualTo(new SendOutcome.Accepted("3EB0OUT1"));
        }
    }
}

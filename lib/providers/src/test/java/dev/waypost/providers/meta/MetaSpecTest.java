package dev.waypost.providers.meta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.providers.Content;
import dev.waypost.providers.MediaSource;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Support;
import dev.waypost.providers.contract.Contents;
import dev.waypost.providers.specs.Messages;
import dev.waypost.providers.specs.SpecShape;
import dev.waypost.providers.specs.Specs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("specs")
class MetaSpecTest {
    /// Documented, and missing from the specification.
    private static final Set<String> NEWER =
            Set.of("biz_opaque_callback_data", "voice", "caption", "filename", "-policy");

    @Test
    void every_request_is_one_that_the_specification_knows() {
        JsonNode spec = Specs.read("meta-business-messaging-api_v23.0.yaml");
        var shape = new SpecShape(spec, NEWER);
        JsonNode schema = shape.requestSchema("/{Version}/{Phone-Number-ID}/messages", "post", "application/json");
        assertThat(schema.isMissingNode()).isFalse();
        int checked = 0;
        List<String> wrong = new ArrayList<>();
        for (Content content : Contents.all(ProviderKind.META_CLOUD)) {
            boolean bytes = content instanceof Content.Media media && media.source() instanceof MediaSource.Bytes;
            if (!bytes
                    && !content.isSignal()
                    && new MetaCapabilities().supports(content, false) instanceof Support.Supported) {
                JsonNode body = MetaJson.read(MetaJson.write(MetaBodies.body(Messages.of(content, null))));
                shape.wrong(body, schema).forEach(line -> wrong.add(content.type() + " " + line));
                checked++;
            }
        }
        // Kinds that the documentation has and the specification of this version has not.
        assertThat(wrong)
                .allSatisfy(line -> assertThat(line)
                        .containsPattern(
                                "copy_code|coupon_code|cta_url|flow_id: missing|send_location|location_request"));
        assertThat(checked).isGreaterThan(20);
    }

    @Test
    void every_published_error_code_is_in_our_table_with_its_meaning() {
        Map<String, String> ours = new HashMap<>();
        for (String line : Table.lines()) {
            String[] cells = line.split("\t");
            ours.put(cells[0], cells[1]);
        }
        List<String> missing = new ArrayList<>();
        for (JsonNode row : Specs.read("meta-errors.json").path("errors")) {
            String code = row.path("code").asText();
            boolean numeric = code.matches("[0-9/-]+");
            if (numeric && !row.path("class").asText().equals(ours.get(code))) {
                missing.add(code + " " + row.path("class").asText());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static final class Table {
        static List<String> lines() {
            try (var file = MetaErrors.class.getResourceAsStream("errors.tsv")) {
                return new String(
                                java.util.Objects.requireNonNull(file).readAllBytes(),
                                java.nio.charset.StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}

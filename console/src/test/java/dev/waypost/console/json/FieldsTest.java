package dev.waypost.console.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Fault.Violation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    private static final Set<String> KNOWN = Set.of("apiUrl", "isActive", "priority", "webhookSecret");

    @ParameterizedTest
    @CsvSource({"apiURL,apiUrl", "api_url,apiUrl", "isActiv,isActive", "webhookSecrt,webhookSecret"})
    void unknown_field_is_refused_with_the_name_that_was_meant(String written, String meant) {
        Fields fields = fields("{\"" + written + "\": \"x\"}");

        assertThatThrownBy(fields::check)
                .asInstanceOf(type(Fault.class))
                .extracting(Fault::violations)
                .satisfies(violations -> {
                    assertThat(violations).extracting(Violation::field).containsExactly(written);
                    assertThat(violations.getFirst().description()).contains("did you mean " + meant + "?");
                });
    }

    @Test
    void every_broken_field_is_listed_and_no_value_is_repeated() {
        Fields fields = fields("{\"apiUrl\": 7, \"isActive\": \"hush\", \"priority\": 1.5}");

        assertThat(fields.text("apiUrl")).isEmpty();
        assertThat(fields.flag("isActive")).isEmpty();
        assertThat(fields.whole("priority")).isEmpty();

        assertThatThrownBy(fields::check)
                .asInstanceOf(type(Fault.class))
                .extracting(Fault::violations)
                .isEqualTo(List.of(
                        new Violation("apiUrl", "value: number (expected: a string)"),
                        new Violation("isActive", "value: string (expected: true or false)"),
                        new Violation("priority", "value: number (expected: a whole number)")));
    }

    @Test
    void null_counts_as_absent() {
        Fields fields = fields("{\"apiUrl\": null}");

        assertThat(fields.has("apiUrl")).isFalse();
        assertThat(fields.requiredText("apiUrl")).isEmpty();
        assertThatThrownBy(fields::check).hasMessageContaining("apiUrl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"text\"", "{\"apiUrl\": ", "{} {}", "{\"apiUrl\": \"a\", \"apiUrl\": \"b\"}"})
    void body_that_is_not_one_json_object_is_refused(String body) {
        assertThatThrownBy(() -> fields(body)).isInstanceOf(Fault.class).hasMessageContaining("body");
    }

    private static Fields fields(String json) {
        return Fields.of(json.getBytes(UTF_8), KNOWN);
    }
}

package dev.waypost.config.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PatternPolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\\+49[0-9]{10,11}|\\+43[0-9]{10,13}|\\+41[0-9]{9}",
                "(?i)\\b(viagra|casino)\\b",
                "[]{1000}{]+",
                "[[:alpha:]\\]{1000}]{3}",
                "\\Q{1000}{1000}\\E",
                "(x+x+)+y",
                "((a{10}){10}){10}",
                "\\{1000}\\{1000}"
            })
    void an_ordinary_pattern_is_small(String pattern) {
        assertThat(PatternPolicy.isSmall(pattern)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{100}){100}){100}",
                "(((a{1,100}){1,100}){1,100}){1,50}",
                "((a{1000}){1000}",
                "(ab{1000}c{500,}d{900}){9}",
                "[a-z]{1000}{100}",
                "(\\Qab\\E{1000}){20}",
                "a{999999999}{999999999}{999999999}"
            })
    void nested_repetitions_that_would_fill_the_memory_are_not(String pattern) {
        assertThat(PatternPolicy.isSmall(pattern)).isFalse();
    }
}

package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.boot.Service;
import dev.waypost.platform.settings.KnownSetting;
import dev.waypost.platform.settings.OlderNames;
import dev.waypost.platform.settings.OlderNames.Alias;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OlderSettingsTest {
    @Test
    void every_older_name_stands_for_a_setting_that_there_is() {
        Map<String, List<Alias>> byService =
                OlderNames.aliases().stream().collect(Collectors.groupingBy(Alias::service));

        byService.forEach((service, aliases) -> assertThat(Service.settings(service))
                .extracting(KnownSetting::key)
                .containsAll(aliases.stream().map(Alias::key).toList()));
    }
}

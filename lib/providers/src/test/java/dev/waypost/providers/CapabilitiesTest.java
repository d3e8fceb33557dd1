package dev.waypost.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.providers.Content.MediaKind;
import dev.waypost.providers.contract.Contents;
import dev.waypost.providers.evolution.EvolutionCapabilities;
import dev.waypost.providers.gowa.GowaCapabilities;
import dev.waypost.providers.meta.MetaCapabilities;
import dev.waypost.providers.waha.WahaCapabilities;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitiesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "META_CLOUD | audio contacts document image interactive location reaction read_mark sticker template text typing video",
                "WAHA | audio contacts document image interactive location poll reaction read_mark text typing video",
                "GOWA | audio contacts document image location poll reaction read_mark sticker text typing video",
                "EVOLUTION | audio contacts document image interactive location poll reaction read_mark sticker template text typing video"
            })
    void each_provider_carries_its_types_and_no_others(ProviderKind kind, String types) {
        var carried = new TreeSet<String>();
        for (Content content : Contents.all(kind)) {
            if (of(kind).supports(content, false) instanceof Support.Supported) {
                carried.add(content.type());
            }
        }
        assertThat(String.join(" ", carried)).isEqualTo(types);
    }

    @ParameterizedTest
    @CsvSource({
        "META_CLOUD, poll",
        "WAHA, sticker",
        "WAHA, template",
        "WAHA, interactive.buttons",
        "WAHA, interactive.flow",
        "GOWA, template",
        "GOWA, interactive.list",
        "EVOLUTION, interactive.flow",
        "EVOLUTION, interactive.location_request"
    })
    void what_is_not_carried_is_named(ProviderKind kind, String type) {
        assertThat(Contents.all(kind).stream()
                        .map(content -> of(kind).supports(content, false))
                        .filter(Support.Unsupported.class::isInstance)
                        .map(refused -> ((Support.Unsupported) refused).type()))
                .contains(type);
    }

    @Test
    void every_value_beyond_a_limit_is_told_at_once() {
        var rows = new InteractiveAction.Section(
                "x".repeat(25), List.of(new InteractiveAction.Row("r", "y".repeat(25), "z".repeat(73))));
        var list = new Content.Interactive(
                new InteractiveHeader.Text("h".repeat(61)),
                "",
                "f".repeat(61),
                new InteractiveAction.Choices("b".repeat(21), List.of(rows)));

        assertThat(of(ProviderKind.META_CLOUD).supports(list, false))
                .isInstanceOfSatisfying(
                        Support.Invalid.class,
                        invalid -> assertThat(invalid.violations())
                                .extracting(Support.Violation::field)
                                .containsExactlyInAnyOrder(
                                        "content.interactive.body",
                                        "content.interactive.footer",
                                        "content.interactive.header.text",
                                        "content.interactive.list.button",
                                        "content.interactive.list.sections.title",
                                        "content.interactive.list.sections.rows.title",
                                        "content.interactive.list.sections.rows.description"));
    }

    @Test
    void characters_are_counted_as_people_do() {
        assertThat(of(ProviderKind.META_CLOUD).supports(new Content.Text("😀".repeat(4096), false), false))
                .isInstanceOf(Support.Supported.class);
        assertThat(of(ProviderKind.META_CLOUD).supports(new Content.Text("x".repeat(4097), false), false))
                .isInstanceOf(Support.Invalid.class);
    }

    @Test
    void a_media_type_that_the_provider_does_not_take_is_told_before() {
        var gif =
                new Content.Media(MediaKind.IMAGE, new MediaSource.Link("https://x/a"), null, null, "image/gif", false);
        var opus = new Content.Media(
                MediaKind.AUDIO, new MediaSource.Link("https://x/a"), null, null, "audio/ogg; codecs=opus", true);

        assertThat(of(ProviderKind.META_CLOUD).supports(gif, false)).isInstanceOf(Support.Invalid.class);
        assertThat(of(ProviderKind.EVOLUTION).supports(gif, false)).isInstanceOf(Support.Supported.class);
        assertThat(of(ProviderKind.META_CLOUD).supports(opus, false)).isInstanceOf(Support.Supported.class);
    }

    @Test
    void a_quote_is_refused_where_it_would_be_lost_without_a_word() {
        var place = new Content.Location(1, 2, null, null);

        assertThat(of(ProviderKind.GOWA).supports(place, true)).isInstanceOf(Support.Unsupported.class);
        assertThat(of(ProviderKind.GOWA).supports(place, false)).isInstanceOf(Support.Supported.class);
        assertThat(of(ProviderKind.WAHA).supports(place, true)).isInstanceOf(Support.Supported.class);
    }

    private static Capabilities of(ProviderKind kind) {
        return switch (kind) {
            case META_CLOUD -> new MetaCapabilities();
            case WAHA -> new WahaCapabilities();
            case GOWA -> new GowaCapabilities();
            case EVOLUTION -> new EvolutionCapabilities();
        };
    }
}

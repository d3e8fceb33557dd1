package dev.waypost.console.web;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Attr.flag;
import static dev.waypost.console.web.html.Attr.href;
import static dev.waypost.console.web.html.Html.h;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.html.Html;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {
    @Test
    void a_text_stays_a_text_wherever_it_is_put() {
        String nasty = "<script>alert('1')</script> & \"quoted\"";

        Html html = h("p", attr("title", nasty), nasty, List.of(nasty), Stream.of(h("b", nasty)), Html.theirs(nasty));

        assertThat(html.toString())
                .doesNotContain("<script", "'1'", "\"quoted\"")
                .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;quoted&quot;");
    }

    @Test
    void an_element_has_its_id_its_classes_and_what_is_in_it() {
        Html html =
                h("td#price.num.long", attr("title", "so much"), 42, null, Optional.empty(), h("br"), flag("hidden"));

        assertThat(html).hasToString("<td id=\"price\" title=\"so much\" hidden class=\"num long\">42<br></td>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"onclick", "onmouseover", "style", "srcdoc", "a b", "x\"y", ""})
    void an_attribute_that_runs_or_styles_cannot_be_written(String name) {
        assertThatThrownBy(() -> attr(name, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil"})
    void an_address_leads_to_a_page_only(String address) {
        assertThatThrownBy(() -> href(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_script_holds_nothing() {
        assertThat(h("script", attr("src", "/ui/assets/console.js")))
                .hasToString("<script src=\"/ui/assets/console.js\"></script>");
        assertThatThrownBy(() -> h("script", "alert(1)")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_link_encodes_its_parts_and_leaves_out_what_is_empty() {
        assertThat(Link.to("tenants", "a/b?c", "endpoints")
                        .with("query", "ü&x=1")
                        .with("state", ""))
                .hasToString("/ui/tenants/a%2Fb%3Fc/endpoints?query=%C3%BC%26x%3D1");
    }
}

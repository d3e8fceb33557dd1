package dev.waypost.console.api;

import static dev.waypost.console.api.Html.line;
import static dev.waypost.console.api.Html.paragraphs;
import static dev.waypost.console.api.Html.text;
import static dev.waypost.console.api.Parts.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/// The document as a page for people: everything is in it, nothing is fetched, and no script runs.
final class DocsPage {
    private final Map<String, Object> document;
    private final FieldList fields;
    private final StringBuilder html = new StringBuilder();

    private DocsPage(Map<String, Object> document) {
        this.document = document;
        this.fields = new FieldList(document);
    }

    static String of(Map<String, Object> document) {
        return new DocsPage(document).write();
    }

    private String write() {
        Map<String, Object> info = mapping(document.get("info"));
        html.append("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Waypost API</title>
                <link rel="stylesheet" href="/docs/style.css">
                </head>
                <body>
                <a class="skip" href="#main">Skip to content</a>
                <div class="frame">
                """);
        nav();
        html.append("<main id=\"main\">\n<h1>").append(text(info.get("title"))).append("</h1>\n<p class=\"soft\">");
        html.append(text(info.get("summary"))).append(" <a href=\"/openapi.yaml\">OpenAPI 3.1 as YAML</a>, ");
        html.append("<a href=\"/openapi.json\">as JSON</a>.</p>\n").append(paragraphs(info.get("description")));
        for (Map<String, Object> tag : tags()) {
            html.append("<h2 id=\"")
                    .append(anchor(tag))
                    .append("\">")
                    .append(text(tag.get("name")))
                    .append("</h2>\n");
            html.append(paragraphs(tag.get("description")));
            eachOf(tag, this::operation);
        }
        return html.append("</main>\n</div>\n</body>\n</html>\n").toString();
    }

    private void nav() {
        html.append("<nav aria-label=\"Paths\">\n");
        for (Map<String, Object> tag : tags()) {
            html.append("<details><summary>").append(text(tag.get("name"))).append("</summary>\n<ul>\n");
            eachOf(
                    tag,
                    (at, operation) -> html.append("<li><a href=\"#")
                            .append(text(operation.get("operationId")))
                            .append("\">")
                            .append(badge(at[0]))
                            .append("<span>")
                            .append(text(operation.get("summary")))
                            .append("</span></a></li>\n"));
            html.append("</ul></details>\n");
        }
        html.append("</nav>\n");
    }

    private void operation(String[] at, Map<String, Object> operation) {
        html.append("<section class=\"op\" id=\"")
                .append(text(operation.get("operationId")))
                .append("\">\n<h3>");
        html.append(badge(at[0])).append("<code>").append(text(at[1])).append("</code></h3>\n");
        html.append("<p class=\"sum\">").append(line(operation.get("summary"))).append("</p>\n");
        if (operation.containsKey("description")) {
            html.append(paragraphs(operation.get("description")));
        }
        if (operation.containsKey("x-role")) {
            html.append("<p class=\"soft\">Needs the role <code>").append(text(operation.get("x-role")));
            html.append("</code> or a greater one.</p>\n");
        }
        parameters(operation);
        if (operation.containsKey("requestBody")) {
            body(mapping(operation.get("requestBody")));
        }
        html.append("<h4>Call</h4>\n<pre tabindex=\"0\"><code>");
        html.append(text(Curl.of(at[0], at[1], operation))).append("</code></pre>\n");
        responses(mapping(operation.get("responses")));
        html.append("</section>\n");
    }

    private void parameters(Map<String, Object> operation) {
        if (!(operation.get("parameters") instanceof List<?> list)) {
            return;
        }
        html.append("<details><summary>Parameters (").append(list.size()).append(")</summary>\n<dl>\n");
        for (Object item : list) {
            Map<String, Object> parameter = fields.resolve(mapping(item));
            html.append(fields.entry(
                    String.valueOf(parameter.get("name")),
                    fields.typeOf(mapping(parameter.get("schema"))) + ", in the " + parameter.get("in"),
                    Boolean.TRUE.equals(parameter.get("required")),
                    parameter.get("description")));
        }
        html.append("</dl></details>\n");
    }

    private void body(Map<String, Object> body) {
        Map<String, Object> content = mapping(body.get("content"));
        html.append("<details><summary>Body: ").append(text(String.join(", ", content.keySet())));
        html.append("</summary>\n").append(fields.of(schemaOf(content))).append("</details>\n");
    }

    private void responses(Map<String, Object> responses) {
        html.append("<h4>Answers</h4>\n");
        responses.forEach((status, value) -> {
            Map<String, Object> response = mapping(value);
            String label = "<span class=\"status\">" + text(status) + "</span> ";
            if (status.startsWith("2") && response.containsKey("content")) {
                html.append("<details><summary>").append(label).append(line(response.get("description")));
                html.append("</summary>\n").append(fields.of(schemaOf(mapping(response.get("content")))));
                html.append("</details>\n");
            } else if (!status.equals("default")) {
                html.append("<div class=\"soft\">").append(label);
                html.append(line(String.valueOf(response.get("description")).replace("\n\n", " ")))
                        .append("</div>\n");
            }
        });
    }

    private static Map<String, Object> schemaOf(Map<String, Object> content) {
        return mapping(mapping(content.values().iterator().next()).get("schema"));
    }

    private List<Map<String, Object>> tags() {
        List<Map<String, Object>> tags = new ArrayList<>();
        ((List<?>) document.getOrDefault("tags", List.of())).forEach(tag -> tags.add(mapping(tag)));
        return tags;
    }

    private void eachOf(Map<String, Object> tag, BiConsumer<String[], Map<String, Object>> work) {
        mapping(document.get("paths"))
                .forEach((path, methods) -> mapping(methods).forEach((method, operation) -> {
                    if (List.of(tag.get("name")).equals(mapping(operation).get("tags"))) {
                        work.accept(new String[] {method, path}, mapping(operation));
                    }
                }));
    }

    private static String badge(String method) {
        return "<span class=\"m " + method + "\">" + method.toUpperCase(Locale.ROOT) + "</span>";
    }

    private static String anchor(Map<String, Object> tag) {
        return String.valueOf(tag.get("name")).toLowerCase(Locale.ROOT).replace(' ', '-');
    }
}

package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.log.Masked;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The hub drawn as a tree: accounts, their apps, their numbers, and below each number who receives what is written to
/// it. What belongs to nothing, and projects that receive nothing, stand at the end: they are what is looked for.
record HubTree(
        List<JsonNode> accounts,
        List<JsonNode> apps,
        List<JsonNode> numbers,
        List<JsonNode> projects,
        List<JsonNode> mappings) {

    private record Branch(String label, List<Branch> below) {}

    boolean isEmpty() {
        return accounts.isEmpty() && apps.isEmpty() && numbers.isEmpty() && projects.isEmpty();
    }

    /// @param full whether numbers are shown whole
    List<String> lines(boolean full, int width) {
        List<Branch> roots = new ArrayList<>();
        Set<String> shownApps = new LinkedHashSet<>();
        for (JsonNode account : accounts) {
            List<Branch> below =
                    apps(app -> text(app, "business_id").equals(text(account, "business_id")), shownApps, full);
            roots.add(new Branch(named(account, "business_id") + "  business account", nonempty(below, "no app yet")));
        }
        roots.addAll(apps(app -> !shownApps.contains(text(app, "id")), shownApps, full));
        numbers.stream()
                .filter(number -> !shownApps.contains(text(number, "app_id")))
                .map(number -> number(number, full))
                .forEach(roots::add);
        roots.addAll(endpoints());
        List<Branch> idle = projects.stream()
                .filter(project -> mappings.stream()
                        .noneMatch(mapping -> text(mapping, "project_id").equals(text(project, "id"))))
                .map(project -> new Branch(project(project), List.of()))
                .toList();
        if (!idle.isEmpty()) {
            roots.add(new Branch("receive nothing: mapped to no number", idle));
        }
        List<String> lines = new ArrayList<>();
        for (Branch root : roots) {
            lines.add(fitted(root.label(), width));
            draw(root.below(), "", lines, width);
        }
        return lines;
    }

    private List<Branch> apps(Predicate<JsonNode> which, Set<String> shown, boolean full) {
        List<Branch> branches = new ArrayList<>();
        for (JsonNode app : apps.stream().filter(which).toList()) {
            shown.add(text(app, "id"));
            List<Branch> below = numbers.stream()
                    .filter(number -> text(number, "app_id").equals(text(app, "id")))
                    .map(number -> number(number, full))
                    .toList();
            branches.add(new Branch(named(app, "id") + "  app", nonempty(below, "no number yet")));
        }
        return branches;
    }

    private Branch number(JsonNode number, boolean full) {
        String id = text(number, "phone_number_id");
        String shown = text(number, "phone_number");
        String label = named(number, "phone_number_id")
                + (shown.isEmpty() ? "" : "  " + (full ? shown : Masked.phone(shown)))
                + (text(number, "tenant_id").isEmpty() ? "" : "  of " + text(number, "tenant_id"))
                + (number.path("is_active").asBoolean(true) ? "" : "  SWITCHED OFF");
        return new Branch(label, receivers(id));
    }

    /// Providers without number ids are mapped by their endpoint.
    private List<Branch> endpoints() {
        Map<String, Branch> others = new LinkedHashMap<>();
        for (JsonNode mapping : mappings) {
            String id = text(mapping, "phone_number_id");
            if (numbers.stream()
                    .noneMatch(number -> text(number, "phone_number_id").equals(id))) {
                others.computeIfAbsent(
                        id,
                        _ -> new Branch(id + "  number or endpoint of " + text(mapping, "tenant_id"), receivers(id)));
            }
        }
        return List.copyOf(others.values());
    }

    private List<Branch> receivers(String numberId) {
        List<Branch> receivers = mappings.stream()
                .filter(mapping -> text(mapping, "phone_number_id").equals(numberId))
                .sorted(Comparator.comparingInt(
                                (JsonNode mapping) -> mapping.path("priority").asInt())
                        .reversed())
                .map(mapping -> new Branch(
                        "=> " + project(text(mapping, "project_id")) + "  priority "
                                + mapping.path("priority").asText(),
                        List.of()))
                .toList();
        return nonempty(receivers, "NOBODY receives what is written here");
    }

    private String project(String id) {
        return projects.stream()
                .filter(project -> text(project, "id").equals(id))
                .findFirst()
                .map(HubTree::project)
                .orElse(id);
    }

    private static String project(JsonNode project) {
        return named(project, "id") + (project.path("is_active").asBoolean(true) ? "" : "  SWITCHED OFF");
    }

    private static List<Branch> nonempty(List<Branch> branches, String otherwise) {
        return branches.isEmpty() ? List.of(new Branch(otherwise, List.of())) : branches;
    }

    private static void draw(List<Branch> branches, String indent, List<String> lines, int width) {
        for (int i = 0; i < branches.size(); i++) {
            boolean last = i == branches.size() - 1;
            lines.add(fitted(indent + (last ? "`-- " : "|-- ") + branches.get(i).label(), width));
            draw(branches.get(i).below(), indent + (last ? "    " : "|   "), lines, width);
        }
    }

    /// The id is what the next command needs, and comes first.
    private static String named(JsonNode item, String id) {
        String name = text(item, item.hasNonNull("display_name") ? "display_name" : "name");
        return text(item, id) + (name.isEmpty() || name.equals(text(item, id)) ? "" : " (" + name + ")");
    }

    private static String text(JsonNode item, String field) {
        return item.path(field).asText("");
    }

    private static String fitted(String line, int width) {
        String plain = Cells.plain(line);
        return width > 0 ? Cells.cut(plain, width) : plain;
    }
}

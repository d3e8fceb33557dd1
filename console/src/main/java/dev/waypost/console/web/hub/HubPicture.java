package dev.waypost.console.web.hub;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.html.Html;
import dev.waypost.proto.config.v1.App;
import dev.waypost.proto.config.v1.BusinessAccount;
import dev.waypost.proto.config.v1.Mapping;
import dev.waypost.proto.config.v1.PhoneNumber;
import dev.waypost.proto.config.v1.Project;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The tree from account to app to number, and the lines from numbers to the projects that get what is written there.
final class HubPicture {
    private static final int WIDTH = 190;
    private static final int HEIGHT = 46;
    private static final int GAP = 14;
    private static final int STEP = 260;
    private static final int TOP = 34;
    private static final int LONGEST = 24;

    private record Box(int column, int row, String title, String note, boolean on) {
        int x() {
            return column * STEP + 1;
        }

        int y() {
            return TOP + row * (HEIGHT + GAP);
        }
    }

    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final Map<Integer, Integer> rows = new HashMap<>();
    private final List<Html> lines = new ArrayList<>();

    private HubPicture() {}

    static Html of(HubTree tree) {
        var picture = new HubPicture();
        picture.place(tree);
        picture.join(tree);
        return picture.draw();
    }

    private void place(HubTree tree) {
        for (BusinessAccount account : tree.accounts()) {
            put(
                    "a:" + account.getBusinessAccountId(),
                    0,
                    name(account.getName(), account.getBusinessAccountId()),
                    account.getBusinessAccountId(),
                    true);
        }
        for (App app : tree.apps()) {
            put("p:" + app.getAppId(), 1, name(app.getName(), app.getAppId()), app.getAppId(), true);
        }
        for (PhoneNumber number : tree.numbers()) {
            String shown = number.getDisplayNumber().isEmpty() ? number.getPhoneNumberId() : number.getDisplayNumber();
            put(
                    "n:" + number.getPhoneNumberId(),
                    2,
                    name(number.getName(), shown),
                    number.getActive() ? shown : "switched off",
                    number.getActive());
        }
        for (Mapping mapping : tree.mappings()) {
            // The number of a tenant's own endpoint is in no app of the hub, and may be mapped all the same.
            String id = mapping.getPhoneNumberId();
            if (!boxes.containsKey("n:" + id)) {
                put("n:" + id, 2, id, "of an endpoint", true);
            }
        }
        for (Project project : tree.projects()) {
            put(
                    "j:" + project.getProjectId(),
                    3,
                    name(project.getName(), project.getProjectId()),
                    project.getActive() ? project.getProjectId() : "switched off",
                    project.getActive());
        }
    }

    private void put(String key, int column, String title, String note, boolean on) {
        int row = rows.merge(column, 1, Integer::sum) - 1;
        boxes.put(key, new Box(column, row, title, note, on));
    }

    private void join(HubTree tree) {
        tree.apps().forEach(app -> line("a:" + app.getBusinessAccountId(), "p:" + app.getAppId(), ""));
        tree.numbers().forEach(number -> line("p:" + number.getAppId(), "n:" + number.getPhoneNumberId(), ""));
        for (Mapping mapping : tree.mappings()) {
            line("n:" + mapping.getPhoneNumberId(), "j:" + mapping.getProjectId(), "priority " + mapping.getPriority());
        }
    }

    private void line(String from, String to, String note) {
        @Nullable Box left = boxes.get(from);
        @Nullable Box right = boxes.get(to);
        if (left == null || right == null) {
            return;
        }
        int x1 = left.x() + WIDTH;
        int y1 = left.y() + HEIGHT / 2;
        int x2 = right.x();
        int y2 = right.y() + HEIGHT / 2;
        int middle = (x1 + x2) / 2;
        lines.add(h(
                "path",
                attr(
                        "d",
                        "M" + x1 + " " + y1 + "C" + middle + " " + y1 + " " + middle + " " + y2 + " " + x2 + " " + y2),
                note.isEmpty() ? null : h("title", note)));
    }

    private Html draw() {
        int most = rows.values().stream().mapToInt(Integer::intValue).max().orElse(1);
        int height = TOP + most * (HEIGHT + GAP);
        List<String> titles = List.of("Business accounts", "Apps", "Phone numbers", "Projects");
        List<Html> heads = new ArrayList<>();
        for (int column = 0; column < titles.size(); column++) {
            heads.add(h("text.column", attr("x", column * STEP + 1), attr("y", 16), titles.get(column)));
        }
        return h(
                "div.picture",
                attr("role", "region"),
                attr("aria-label", "Who receives what; the tables below say the same"),
                attr("tabindex", "0"),
                h(
                        "svg",
                        attr("viewBox", "0 0 " + (3 * STEP + WIDTH + 2) + " " + height),
                        attr("role", "img"),
                        attr("aria-label", "Numbers and the projects that receive what is written to them"),
                        lines,
                        heads,
                        boxes.values().stream().map(HubPicture::box)));
    }

    private static Html box(Box box) {
        return h(
                box.on() ? "g" : "g.off",
                h("title", Objects.equals(box.title(), box.note()) ? box.title() : box.title() + ", " + box.note()),
                h(
                        "rect",
                        attr("x", box.x()),
                        attr("y", box.y()),
                        attr("width", WIDTH),
                        attr("height", HEIGHT),
                        attr("rx", 7)),
                h("text", attr("x", box.x() + 12), attr("y", box.y() + 20), cut(box.title())),
                Objects.equals(box.title(), box.note())
                        ? null
                        : h("text.minor", attr("x", box.x() + 12), attr("y", box.y() + 36), cut(box.note())));
    }

    private static String name(String name, String id) {
        return name.isEmpty() ? id : name;
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}

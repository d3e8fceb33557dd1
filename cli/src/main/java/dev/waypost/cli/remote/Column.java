package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.log.Masked;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// One field of an answer, as people see it.
///
/// @param path where it is in the answer, with dots
/// @param keep whether it is never cut: what is cut cannot be pasted into the next command
/// @param phone whether it is somebody's number, shown in part unless it is asked for in full
/// @param word what is shown where the field is true; empty to show the field itself
record Column(String heading, String path, boolean keep, boolean phone, String word) {
    private static final Pattern TIME = Pattern.compile("\\d{4}-(\\d\\d-\\d\\d)T(\\d\\d:\\d\\d:\\d\\d)(\\.\\d+)?Z");

    /// Text that may be cut.
    static Column text(String heading, String path) {
        return new Column(heading, path, false, false, "");
    }

    /// An id, a state, a number, a time: short, and needed whole.
    static Column id(String heading, String path) {
        return new Column(heading, path, true, false, "");
    }

    static Column phone(String heading, String path) {
        return new Column(heading, path, true, true, "");
    }

    /// A word where something is so, and nothing where it is not.
    static Column flag(String heading, String path, String word) {
        return new Column(heading, path, true, false, word);
    }

    String of(JsonNode row, boolean full) {
        JsonNode found = row.at("/" + path.replace('.', '/'));
        if (!word.isEmpty()) {
            return found.asBoolean() ? word : "";
        }
        String value = text(found);
        if (phone && !full) {
            return Masked.phone(value);
        }
        return value;
    }

    /// The same for a table, where a time is as short as it can be told.
    String cell(JsonNode row, boolean full) {
        return TIME.matcher(of(row, full)).replaceFirst("$1 $2");
    }

    /// The time of day.
    static String clock(String time) {
        return TIME.matcher(time).replaceFirst("$2");
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(Column::text)
                    .collect(Collectors.joining(","));
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}

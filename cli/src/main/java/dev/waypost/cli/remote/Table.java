package dev.waypost.cli.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Rows under their headings, as wide as they need to be.
final class Table {
    private Table() {}

    static String of(List<String> columns, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(columns.stream().map(column -> column.toUpperCase(Locale.ROOT)).toList());
        all.addAll(rows);
        int[] widths = new int[columns.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                // A line break or an escape in somebody's name must not draw on the terminal.
                line.append(plain(row.get(i))).append(" ".repeat(widths[i] - length(row.get(i)) + 2));
            }
            table.append(table.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
        }
        return table.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}

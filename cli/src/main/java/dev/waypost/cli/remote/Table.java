package dev.waypost.cli.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Rows under their headings, as wide as they need to be and no wider than the screen; a column without any value is
/// left out.
final class Table {
    private static final int GAP = 2;
    private static final int NARROWEST = 6;

    private Table() {}

    /// @param width columns of the screen; 0 for as many as it takes
    static String of(List<Column> columns, List<List<String>> rows, int width) {
        List<Integer> used = IntStream.range(0, columns.size())
                .filter(i -> i == 0 || rows.stream().anyMatch(row -> !row.get(i).isEmpty()))
                .boxed()
                .toList();
        return drawn(
                used.stream().map(columns::get).toList(),
                rows.stream().map(row -> used.stream().map(row::get).toList()).toList(),
                width);
    }

    private static String drawn(List<Column> columns, List<List<String>> rows, int width) {
        List<List<String>> all = new ArrayList<>();
        all.add(columns.stream()
                .map(column -> column.heading().toUpperCase(Locale.ROOT))
                .toList());
        rows.forEach(row -> all.add(row.stream().map(Cells::plain).toList()));
        int[] widths = new int[columns.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Cells.width(row.get(i)));
            }
        }
        if (width > 0) {
            narrow(columns, widths, width);
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(Cells.padded(Cells.cut(row.get(i), widths[i]), widths[i] + GAP));
            }
            table.append(table.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
        }
        return table.toString();
    }

    /// Takes from the widest text until all fits; ids stay whole, and then a line may be too long.
    private static void narrow(List<Column> columns, int[] widths, int width) {
        while (total(widths) > width) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean canGive = !columns.get(i).keep() && widths[i] > NARROWEST;
                if (canGive && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    private static int total(int[] widths) {
        int total = -GAP;
        for (int width : widths) {
            total += width + GAP;
        }
        return total;
    }
}

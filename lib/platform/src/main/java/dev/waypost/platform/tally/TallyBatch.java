package dev.waypost.platform.tally;

import java.util.ArrayList;
import java.util.List;

/// What one process counted in one second, or a part of that.
///
/// @param process whoever counted; with `sequence` it tells a repetition
/// @param sequence grows with every batch of a process
/// @param minute when, in minutes since 1970
public record TallyBatch(String process, long sequence, long minute, List<Line> lines) {
    private static final int MOST_CHARACTERS = 64_000;

    /// What was counted of one endpoint, as `code:count,code:count`; no tenant stands for the platform alone.
    public record Line(String tenantId, String endpointId, String counts) {}

    public TallyBatch {
        lines = List.copyOf(lines);
    }

    /// Reads what [#write] wrote; a batch that cannot be read is empty.
    static TallyBatch parse(String text) {
        String[] rows = text.split("\n", -1);
        String[] head = rows[0].split("\t", -1);
        if (head.length != 3 || !head[1].matches("[0-9]{1,18}") || !head[2].matches("[0-9]{1,12}")) {
            return new TallyBatch("", 0, 0, List.of());
        }
        var lines = new ArrayList<Line>(rows.length - 1);
        for (int at = 1; at < rows.length; at++) {
            String[] parts = rows[at].split("\t", -1);
            if (parts.length == 3) {
                lines.add(new Line(parts[0], parts[1], parts[2]));
            }
        }
        return new TallyBatch(head[0], Long.parseLong(head[1]), Long.parseLong(head[2]), lines);
    }

    private String write() {
        var text = new StringBuilder(process + "\t" + sequence + "\t" + minute);
        lines.forEach(line -> text.append('\n')
                .append(line.tenantId)
                .append('\t')
                .append(line.endpointId)
                .append('\t')
                .append(line.counts));
        return text.toString();
    }

    /// In parts of a bounded size, numbered from `sequence` on.
    static List<String> written(String process, long sequence, long minute, List<Line> lines) {
        var texts = new ArrayList<String>();
        var part = new ArrayList<Line>();
        int size = 0;
        for (Line line : lines) {
            part.add(line);
            size += line.tenantId.length() + line.endpointId.length() + line.counts.length() + 3;
            if (size >= MOST_CHARACTERS) {
                texts.add(new TallyBatch(process, sequence + texts.size(), minute, part).write());
                part.clear();
                size = 0;
            }
        }
        if (!part.isEmpty()) {
            texts.add(new TallyBatch(process, sequence + texts.size(), minute, part).write());
        }
        return texts;
    }
}

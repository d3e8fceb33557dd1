package dev.waypost.simulator.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides which statuses the sender of a message is told, in which order, and when.
public final class ReceiptPolicy {

    private ReceiptPolicy() {}

    /// One webhook to come.
    ///
    /// @param at when the status happened, counted from acceptance; not when it is told
    /// @param code why, for a failed message
    public record Step(
            ReceiptName name, Duration at, @Nullable Integer code) {}

    public static Duration gap(ReceiptFault fault, Duration usual) {
        return fault.delayMs() == null ? usual : Duration.ofMillis(fault.delayMs());
    }

    public static List<Step> steps(List<ReceiptName> usual, ReceiptFault fault, Duration gap) {
        Integer failCode = fault.failCode();
        List<ReceiptName> names = failCode == null ? usual : List.of(ReceiptName.FAILED);
        List<Step> steps = new ArrayList<>();
        for (ReceiptName name : names) {
            Step step =
                    new Step(name, gap.multipliedBy(steps.size() + 1L), name == ReceiptName.FAILED ? failCode : null);
            steps.add(step);
        }
        steps.removeIf(step -> fault.drop().contains(step.name()));
        List<Step> told = new ArrayList<>();
        for (Step step : fault.reorder() ? steps.reversed() : steps) {
            told.add(step);
            if (fault.duplicate()) {
                told.add(step);
            }
        }
        return told;
    }
}

package dev.waypost.platform.log;

import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// One line for one unit of work, with everything somebody on call wants to filter by.
///
/// Never put a text, a key or a whole phone number into it.
public final class WideEvent {
    private static final Logger LOG = LoggerFactory.getLogger("dev.waypost.event");

    private final String name;
    private LoggingEventBuilder line;

    private WideEvent(String name, Level level) {
        this.name = name;
        this.line = LOG.atLevel(level);
    }

    public static WideEvent of(String name) {
        return new WideEvent(name, Level.INFO);
    }

    /// Work that went as it always does: at thousands a second a line each would cost more than the work, and metrics
    /// count it anyway. Written when the running trace is recorded, so that whoever looks at the trace finds it.
    public static WideEvent routine(String name) {
        boolean recorded = Span.current().getSpanContext().isSampled();
        return new WideEvent(name, recorded ? Level.INFO : Level.DEBUG);
    }

    public static WideEvent warning(String name) {
        return new WideEvent(name, Level.WARN);
    }

    public WideEvent with(String key, @Nullable Object value) {
        if (value != null) {
            line = line.addKeyValue(
                    key, value instanceof Duration duration ? duration.toNanos() / 1000 / 1000.0 : value);
        }
        return this;
    }

    public void emit() {
        line.log(name);
    }

    /// Written while the budget lasts; the next line after a flood says how many were left out.
    public void emitWithin(LineBudget budget) {
        budget.take().ifPresent(leftOut -> (leftOut > 0 ? with("left_out", leftOut) : this).emit());
    }
}

package dev.waypost.platform.log;

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
}

package dev.waypost.platform.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// Writes a log line as JSON or as text, with the running trace's ids, and masks what slipped through.
public final class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static volatile LogSettings.Format format = LogSettings.Format.JSON;

    public static void use(LogSettings.Format chosen) {
        format = chosen;
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder(256);
        if (format == LogSettings.Format.JSON) {
            json(event, line);
        } else {
            text(event, line);
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void json(ILoggingEvent event, StringBuilder line) {
        line.append("{\"time\":\"")
                .append(Instant.ofEpochMilli(event.getTimeStamp()))
                .append('"');
        field(line, "level", event.getLevel().toString());
        field(line, "event", Masked.text(event.getFormattedMessage()));
        if (!event.getLoggerName().equals("dev.waypost.event")) {
            field(line, "logger", event.getLoggerName());
        }
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                if (pair.value instanceof Number || pair.value instanceof Boolean) {
                    line.append(",\"").append(pair.key).append("\":").append(pair.value);
                } else {
                    field(line, pair.key, Masked.text(String.valueOf(pair.value)));
                }
            }
        }
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid() && line.indexOf("\"trace_id\":") < 0) {
            field(line, "trace_id", span.getTraceId());
            field(line, "span_id", span.getSpanId());
        }
        @Nullable IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            field(line, "error", Masked.text(told(thrown)));
        }
        line.append('}');
    }

    private static void text(ILoggingEvent event, StringBuilder line) {
        line.append(Instant.ofEpochMilli(event.getTimeStamp()))
                .append(' ')
                .append(event.getLevel())
                .append(' ')
                .append(Masked.text(event.getFormattedMessage()));
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.append(' ').append(pair.key).append('=').append(Masked.text(String.valueOf(pair.value)));
            }
        }
        @Nullable IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append('\n').append(Masked.text(told(thrown)));
        }
    }

    /// Something that is away is no fault in the program: its causes say all, and a stack trace each second buries
    /// them.
    private static String told(IThrowableProxy thrown) {
        if (!(thrown instanceof ThrowableProxy proxy)
                || !(proxy.getThrowable() instanceof Fault fault)
                || fault.reason().retry() != Reason.Retry.AFTER_DELAY) {
            return ThrowableProxyUtil.asString(thrown);
        }
        var line = new StringBuilder(String.valueOf(fault.getMessage()));
        for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
            line.append(" <- ")
                    .append(cause.getClass().getSimpleName())
                    .append(": ")
                    .append(cause.getMessage());
        }
        return line.toString();
    }

    private static void field(StringBuilder line, String key, String value) {
        line.append(",\"").append(key).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < 0x20) {
                        line.append(String.format("\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }
}

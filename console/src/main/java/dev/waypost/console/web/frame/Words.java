package dev.waypost.console.web.frame;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.ProtocolMessageEnum;
import com.google.protobuf.Timestamp;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.log.Masked;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Values of the contracts as a person reads them.
public final class Words {
    private static final DateTimeFormatter FULL =
            DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SHORT =
            DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Words() {}

    /// The name of a value without what all values of its enum begin with, such as `logged out`.
    public static String plain(ProtocolMessageEnum value) {
        EnumValueDescriptor one = value.getValueDescriptor();
        if (one.getNumber() == 0) {
            return "";
        }
        return name(one).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// The same, as forms send it.
    public static String code(ProtocolMessageEnum value) {
        return value.getValueDescriptor().getNumber() == 0 ? "" : name(value.getValueDescriptor());
    }

    public static String name(EnumValueDescriptor value) {
        String first = value.getType().getValues().getFirst().getName();
        String prefix = first.endsWith("UNSPECIFIED") ? first.substring(0, first.length() - 11) : "";
        return value.getName().substring(prefix.length());
    }

    public static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    public static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    /// A time in UTC, short when it is near; a dash when there is none.
    public static Html time(boolean present, Timestamp time, Instant now) {
        if (!present || time.equals(Timestamp.getDefaultInstance())) {
            return h("span.soft", "–");
        }
        Instant at = instant(time);
        Duration away = Duration.between(at, now).abs();
        var form = away.toHours() < 12 ? CLOCK : away.toDays() < 180 ? SHORT : FULL;
        return h("time", attr("datetime", at), attr("title", FULL.format(at) + " UTC"), form.format(at));
    }

    public static String ago(Instant at, Instant now) {
        Duration since = Duration.between(at, now);
        return since.isNegative() ? "in " + length(since.negated()) : length(since) + " ago";
    }

    /// A length of time in its one or two greatest units.
    public static String length(Duration length) {
        long millis = length.toMillis();
        if (millis < 1_000) {
            return millis + "\u00a0ms";
        }
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1f\u00a0s", millis / 1000.0);
        }
        long seconds = length.toSeconds();
        if (seconds < 60) {
            return seconds + "\u00a0s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        if (seconds < 86_400) {
            return seconds / 3_600 + " h" + (seconds % 3_600 < 60 ? "" : " " + seconds % 3_600 / 60 + " min");
        }
        return seconds / 86_400 + " d" + (seconds % 86_400 < 3_600 ? "" : " " + seconds % 86_400 / 3_600 + " h");
    }

    public static Duration duration(com.google.protobuf.Duration length) {
        return Duration.ofSeconds(length.getSeconds(), length.getNanos());
    }

    /// A count with its thousands apart.
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
    }

    public static String many(long number, String one, String several) {
        return count(number) + " " + (number == 1 ? one : several);
    }

    /// A phone number of which only enough is shown to tell it from its neighbours.
    public static Html phone(String number) {
        return number.isEmpty() ? h("span.soft", "–") : h("span.mono", Masked.phone(number));
    }
}

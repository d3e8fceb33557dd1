package dev.waypost.platform.status;

import java.util.Map;

/// A part of this process that can be unwell. Each bean of this type is part of what the process says of itself.
public interface Vital {
    /// Lower case, such as `postgres`; the same in every process that has the part.
    String name();

    /// Whether this process has the part at all.
    default boolean present() {
        return true;
    }

    /// Looks now. What it throws, other than that PostgreSQL is away, is down.
    Reading read();

    /// What it means that a look takes too long.
    default Reading silent() {
        return Reading.degraded("it does not answer in time", Map.of());
    }

    /// What a look found.
    ///
    /// @param detail what is wrong, for people, without secrets; empty while it is well
    /// @param figures such as `used_bytes`
    record Reading(Health health, String detail, Map<String, Double> figures) {
        public Reading {
            figures = Map.copyOf(figures);
        }

        public static Reading well(Map<String, Double> figures) {
            return new Reading(Health.WELL, "", figures);
        }

        public static Reading degraded(String detail, Map<String, Double> figures) {
            return new Reading(Health.DEGRADED, detail, figures);
        }

        public static Reading down(String detail) {
            return new Reading(Health.DOWN, detail, Map.of());
        }
    }
}

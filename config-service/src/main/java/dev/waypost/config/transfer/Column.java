package dev.waypost.config.transfer;

/// A column as the database knows it.
///
/// @param type PostgreSQL's name of it, such as `text` or `ARRAY`
/// @param fallback the SQL that stands in where no value is given; empty for none
/// @param required whether it must have a value and nothing stands in
record Column(String name, String type, String fallback, boolean nullable) {
    boolean required() {
        return !nullable && fallback.isEmpty();
    }
}

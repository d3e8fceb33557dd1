package dev.waypost.config.masterkey;

import java.util.List;

/// What a row holds in a sealed column, as it was read.
record SealedRow(List<String> key, String value) {
    @Override
    public String toString() {
        return "SealedRow" + key;
    }
}

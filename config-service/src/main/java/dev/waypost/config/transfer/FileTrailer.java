package dev.waypost.config.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// The last line of a file: without it the file was cut.
///
/// @param end always `export`
/// @param lines objects in the file; absent in files that people write
/// @param sha256 of every byte before this line; absent in files that people write
@JsonInclude(JsonInclude.Include.NON_NULL)
record FileTrailer(
        String end, @Nullable Long lines, @Nullable String sha256) {}

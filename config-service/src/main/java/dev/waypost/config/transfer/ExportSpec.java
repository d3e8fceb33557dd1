package dev.waypost.config.transfer;

import java.util.List;

/// What to export.
///
/// @param tenantIds empty for all
/// @param secrets whether they go into the file, sealed under the passphrase
record ExportSpec(List<String> tenantIds, boolean secrets) {}

package dev.waypost.config.tenant;

import dev.waypost.configclient.TenantPolicy;
import java.util.Map;

/// What people may say of a tenant, before it is checked and stored.
record TenantDraft(String name, Map<String, String> labels, TenantPolicy policy) {}

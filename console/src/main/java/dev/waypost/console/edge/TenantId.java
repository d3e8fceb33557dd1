package dev.waypost.console.edge;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.util.regex.Pattern;

/// The id of a tenant as callers write it. The text of the refusal is part of the documented API.
public final class TenantId {
    public static final String FORM = "1 to 128 of A-Z a-z 0-9 . _ : -, the first a letter or a digit";

    /// Part of the documented API as well.
    static final String MISSING = "Company ID is required in multi-tenant mode";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    private TenantId() {}

    public static boolean isValid(String id) {
        return ID.matcher(id).matches();
    }

    /// Says that a request names no tenant and there is none for all.
    public static Fault missing() {
        return Fault.of(Reason.FIELD_INVALID)
                .detail(MISSING)
                .violation("tenantId", "value: missing (expected: tenantId or companyId)");
    }

    /// @param field where it stands in the request
    /// @throws Fault when it is none
    public static String checked(String id, String field) {
        if (!isValid(id)) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .detail("Invalid company ID format")
                    .violation(field, "value: of another form (expected: " + FORM + ")");
        }
        return id;
    }
}

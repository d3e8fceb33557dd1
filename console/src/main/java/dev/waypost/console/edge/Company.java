package dev.waypost.console.edge;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.waypost.console.ConsoleServerSettings;
import dev.waypost.console.json.Fields;
import dev.waypost.console.json.Shape;
import dev.waypost.platform.fault.Fault;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Whose a request is that names no tenant: in single-tenant mode the one for all.
@Singleton
public final class Company {
    private static final String TENANT = "tenantId";
    private static final String OLDER = "companyId";

    private final String defaultTenant;

    Company(ConsoleServerSettings settings) {
        this.defaultTenant = settings.defaultTenant();
    }

    /// Of a path that leaves it out.
    public String of(@Nullable String named) {
        if (named != null) {
            return TenantId.checked(named, TENANT);
        }
        if (defaultTenant.isEmpty()) {
            throw TenantId.missing();
        }
        return defaultTenant;
    }

    /// The body of a request, and whose it is.
    public <B extends Message.Builder> B read(Incoming incoming, Shape shape, B builder) {
        boolean[] missing = new boolean[1];
        try {
            return incoming.read(shape, builder, (request, fields) -> missing[0] = !settled(request, fields));
        } catch (Fault refused) {
            throw missing[0] ? refused.detail(TenantId.MISSING) : refused;
        }
    }

    /// The query of a request, and whose it is.
    public <B extends Message.Builder> B query(Incoming incoming, Shape shape, B builder) {
        var parameters = incoming.http().getParameters();
        boolean named = parameters.contains(TENANT) || parameters.contains(OLDER);
        if (!named) {
            builder.setField(tenant(builder), defaultTenant);
        }
        B read;
        try {
            read = incoming.query(shape, builder);
        } catch (Fault refused) {
            throw named || !defaultTenant.isEmpty() ? refused : refused.detail(TenantId.MISSING);
        }
        if (read.getField(tenant(read)).equals("")) {
            throw TenantId.missing();
        }
        return read;
    }

    private boolean settled(Message.Builder request, Fields fields) {
        if (fields.has(TENANT)) {
            return true;
        }
        request.setField(tenant(request), defaultTenant);
        return !defaultTenant.isEmpty();
    }

    private static FieldDescriptor tenant(Message.Builder builder) {
        return builder.getDescriptorForType().findFieldByName("tenant_id");
    }
}

package dev.waypost.console.tenant;

import dev.waypost.configclient.TenantPolicy;
import dev.waypost.console.json.Json;
import dev.waypost.proto.config.v1.Tenant;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;

/// Writes a tenant with every setting that it works by: the platform's default where it has none of its own.
final class TenantJson {
    private TenantJson() {}

    static Json of(Tenant tenant) {
        Json json = TenantShapes.TENANT.write(tenant);
        for (RecordComponent setting : TenantPolicy.class.getRecordComponents()) {
            Object set = json.fields().get(setting.getName());
            if (set == null || set.equals(0)) {
                json.put(setting.getName(), plain(value(setting)));
            }
        }
        return json;
    }

    private static Object value(RecordComponent setting) {
        try {
            return setting.getAccessor().invoke(TenantPolicy.DEFAULTS);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object plain(Object value) {
        if (value instanceof Duration duration) {
            return duration.toMillis() % 1000 == 0
                    ? (Object) duration.toSeconds()
                    : BigDecimal.valueOf(duration.toMillis(), 3);
        }
        return value;
    }
}

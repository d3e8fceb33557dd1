package dev.waypost.ingress;

import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.nio.file.Path;
import java.util.Map;

/// Two processes on one database of their own, and a tenant whose project they deliver to.
final class TwoIngresses implements AutoCloseable {
    final String database = Backends.freshDatabase();
    final TestProject project = TestProject.start();
    final TestTenant tenant = new TestTenant();
    final IngressProcess one;
    final IngressProcess other;

    private final TestConfigService config = new TestConfigService();
    /// Works on another database: it only knows the keys and the Redis of the two.
    private final ServiceUnderTest publisher = ServiceUnderTest.start("ingress");

    /// @param logs a folder for `one.log` and `other.log`
    TwoIngresses(Path logs) throws Exception {
        Map<String, Object> settings = Map.of(
                "waypost.db.url",
                database,
                "waypost.peers.config",
                config.address(),
                // Nothing is given up, or tried twice, because somebody was made to wait.
                "waypost.ingress.delivery.timeout",
                "5m");
        tenant.project(publisher, project.url(), Map.of(), true);
        tenant.publish(publisher);
        one = IngressProcess.start(settings, logs.resolve("one.log"));
        other = IngressProcess.start(settings, logs.resolve("other.log"));
    }

    @Override
    public void close() {
        one.close();
        other.close();
        publisher.close();
        project.close();
        config.close();
    }
}

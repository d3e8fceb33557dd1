package dev.waypost.cli.remote;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost locks`: which tenant a gateway's user is with, and setting the user free.
@Command(
        name = "locks",
        description = "Say whom a gateway's user is with, or set the user free.",
        mixinStandardHelpOptions = true)
public final class LocksCommand extends Asking {
    @Parameters(
            paramLabel = "PHONE",
            arity = "0..1",
            defaultValue = "",
            description = "The user; without one, the counts of all.")
    String phone = "";

    @Option(names = "--unlock", description = "Set the user free: the next link decides anew.")
    boolean unlock;

    @Override
    void ask(Remote remote) {
        if (phone.isEmpty()) {
            show(remote.get("/router/stats"), List.of("total_locked_users", "unique_tenants"));
        } else if (unlock) {
            show(remote.post("/router/unlock/" + Remote.encoded(phone), Map.of()), List.of("status", "user"));
        } else {
            show(
                    remote.get("/router/user/" + Remote.encoded(phone)),
                    List.of("locked_to_tenant", "status", "gateway_id", "expires_at"));
        }
    }
}

package dev.waypost.cli;

import dev.waypost.cli.remote.Output;
import dev.waypost.platform.crypto.Kms;
import dev.waypost.platform.crypto.MasterKeyset;
import dev.waypost.platform.settings.SettingsRefused;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `waypost keys`: makes and changes the file that holds the master keyset. docs/guides/rotate-credentials.md says
/// when.
@Command(
        name = "keys",
        description = "Make and change a master keyset: new, then add, promote, wait for the re-seal, drop.",
        mixinStandardHelpOptions = true)
final class KeysCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    private record Shown(String id, boolean seals) {}

    /// Which file, and by which KMS key it is wrapped.
    static final class Keyset {
        @Option(
                names = "--file",
                paramLabel = "FILE",
                required = true,
                description = "The file; what is in it is also what WAYPOST_CRYPTO_KEY takes.")
        Path file = Path.of("");

        @Option(
                names = "--kms-uri",
                paramLabel = "URI",
                description =
                        "The KMS key that the keyset is wrapped with, like hcvault://vault:8200/transit/keys/waypost.")
        @Nullable
        String kmsUri;

        @Option(
                names = "--kms-credentials",
                paramLabel = "FILE",
                description = "What the KMS client reads its credentials from; without it, it finds them itself.")
        @Nullable
        String kmsCredentials;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORMAT",
                defaultValue = "table",
                description = "table or json (default: ${DEFAULT-VALUE}).")
        Output output = Output.TABLE;

        MasterKeyset read() {
            String text = KeyFile.read(file);
            if (MasterKeyset.isWrapped(text) != (kmsUri != null)) {
                throw new SettingsRefused(
                        kmsUri == null
                                ? file + " is wrapped by a KMS (expected: --kms-uri)"
                                : file + " is not wrapped by a KMS (expected: no --kms-uri, or first: keys wrap)");
            }
            try {
                return kmsUri == null
                        ? MasterKeyset.parse(text)
                        : MasterKeyset.unwrap(text, Kms.key(kmsUri, kmsCredentials));
            } catch (IllegalArgumentException e) {
                throw new SettingsRefused(file + " is no master keyset"
                        + (kmsUri == null ? "" : " that " + kmsUri + " unwraps") + " (expected: what keys new makes)");
            }
        }

        String written(MasterKeyset keyset) {
            return kmsUri == null ? keyset.encoded() : keyset.wrapped(Kms.key(kmsUri, kmsCredentials));
        }
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    @Command(name = "new", description = "Make a keyset of one key.", mixinStandardHelpOptions = true)
    void make(@Mixin Keyset keyset) {
        var fresh = MasterKeyset.fresh();
        KeyFile.create(keyset.file, keyset.written(fresh));
        show(keyset, fresh);
    }

    @Command(
            name = "list",
            description = "Show the keys by id; never the keys themselves.",
            mixinStandardHelpOptions = true)
    void list(@Mixin Keyset keyset) {
        show(keyset, keyset.read());
    }

    @Command(name = "add", description = "Add a key. It opens and does not seal yet.", mixinStandardHelpOptions = true)
    void add(@Mixin Keyset keyset) {
        change(keyset, MasterKeyset::added);
    }

    @Command(
            name = "promote",
            description = "Seal under this key from now on. First give the keyset that has it to every process.",
            mixinStandardHelpOptions = true)
    void promote(
            @Mixin Keyset keyset, @Parameters(paramLabel = "ID", description = "As keys list shows it.") String id) {
        change(keyset, keys -> keys.promoted(id));
    }

    @Command(
            name = "drop",
            description = "Remove a key that nothing is sealed under any more.",
            mixinStandardHelpOptions = true)
    void drop(@Mixin Keyset keyset, @Parameters(paramLabel = "ID", description = "As keys list shows it.") String id) {
        change(keyset, keys -> keys.dropped(id));
    }

    @Command(
            name = "wrap",
            description = "Wrap the same keyset by a KMS, into another file; nothing needs to be sealed again.",
            mixinStandardHelpOptions = true)
    void wrap(
            @Mixin Keyset keyset,
            @Option(names = "--from", paramLabel = "FILE", required = true, description = "The keyset in clear.")
                    Path from) {
        if (keyset.kmsUri == null) {
            throw new SettingsRefused("nothing to wrap with (expected: --kms-uri)");
        }
        var clear = new Keyset();
        clear.file = from;
        var keys = clear.read();
        KeyFile.create(keyset.file, keyset.written(keys));
        show(keyset, keys);
    }

    private void change(Keyset keyset, UnaryOperator<MasterKeyset> change) {
        MasterKeyset changed;
        try {
            changed = change.apply(keyset.read());
        } catch (IllegalArgumentException e) {
            throw new SettingsRefused(keyset.file + ": " + e.getMessage());
        }
        KeyFile.replace(keyset.file, keyset.written(changed));
        show(keyset, changed);
    }

    /// Ids and what each key is for; of a key itself nothing.
    private void show(Keyset how, MasterKeyset keyset) {
        if (spec != null) {
            var out = spec.commandLine().getOut();
            if (how.output == Output.JSON) {
                out.println(Output.json(keyset.keys().stream()
                        .map(key -> new Shown(key.id(), key.primary()))
                        .toList()));
            } else {
                keyset.keys().forEach(key -> out.println(key.id() + (key.primary() ? "  seals and opens" : "  opens")));
            }
            out.flush();
        }
    }
}

package dev.waypost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.crypto.MasterKeyset;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KeysCommandTest {
    @TempDir
    Path temp;

    private record Ended(int code, String out, String err) {}

    @Test
    void a_keyset_is_made_changed_and_never_shown() throws Exception {
        String file = temp.resolve("keys").toString();

        Ended made = waypost("keys", "new", "--file", file);
        MasterKeyset first = MasterKeyset.parse(Files.readString(Path.of(file)));
        Ended added = waypost("keys", "add", "--file", file);
        String next = added.out().lines().toList().getLast().substring(0, 8);
        Ended promoted = waypost("keys", "promote", next, "--file", file);
        Ended dropped = waypost("keys", "drop", first.primary(), "--file", file);

        assertThat(made.out().strip()).isEqualTo(first.primary() + "  seals and opens");
        assertThat(added.out()).contains(first.primary() + "  seals and opens").contains(next + "  opens");
        assertThat(promoted.out()).contains(first.primary() + "  opens").contains(next + "  seals and opens");
        assertThat(dropped.out().strip()).isEqualTo(next + "  seals and opens");
        assertThat(waypost("keys", "list", "--file", file).out()).isEqualTo(dropped.out());
        assertThat(waypost("keys", "list", "--file", file, "-o", "json").out())
                .isEqualToIgnoringWhitespace("[{\"id\":\"" + next + "\",\"seals\":true}]");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file))))
                .isEqualTo("rw-------");
        assertThat(made.out() + added.out() + dropped.out()).doesNotContain(Files.readString(Path.of(file)));
    }

    @Test
    void what_would_lose_a_key_is_refused_in_one_line() throws Exception {
        Path file = temp.resolve("keys");
        waypost("keys", "new", "--file", file.toString());
        String before = Files.readString(file);
        String primary = MasterKeyset.parse(before).primary();

        assertRefused(waypost("keys", "new", "--file", file.toString()), "is there already");
        assertRefused(waypost("keys", "drop", primary, "--file", file.toString()), "promote another first");
        assertRefused(waypost("keys", "promote", "00000000", "--file", file.toString()), "no key 00000000");
        assertRefused(waypost("keys", "list", "--file", temp.resolve("none").toString()), "cannot be read");
        assertRefused(
                waypost("keys", "add", "--file", file.toString(), "--kms-uri", "hcvault://v/transit/keys/k"),
                "is not wrapped by a KMS");
        assertRefused(
                waypost(
                        "keys",
                        "wrap",
                        "--from",
                        file.toString(),
                        "--file",
                        temp.resolve("w").toString()),
                "expected: --kms-uri");
        Files.writeString(temp.resolve("broken"), "c2VjcmV0");
        assertRefused(waypost("keys", "list", "--file", temp.resolve("broken").toString()), "is no master keyset");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    private static void assertRefused(Ended ended, String saying) {
        assertThat(ended.err()).startsWith("waypost: ").contains(saying);
        assertThat(ended.err().strip().lines()).hasSize(1);
        assertThat(ended.err()).doesNotContain("Exception");
        assertThat(ended.code()).isNotZero();
    }

    private static Ended waypost(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Waypost.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ended(code, out.toString(), err.toString());
    }
}

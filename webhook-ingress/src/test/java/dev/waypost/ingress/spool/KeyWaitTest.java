package dev.waypost.ingress.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.StoredBody;
import dev.waypost.ingress.seal.BodySeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Records on a real disk whose keys come and go. A record is written `tenant key number`; no key is `-`.
@DisplayNameGeneration(ReplaceUnderscores.class)
final class KeyWaitTest {
    private static final long PLENTY = 1 << 20;
    private final Set<String> configured = new HashSet<>();
    private final List<String> stored = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void within_a_line_nothing_overtakes_and_lines_do_not_wait_for_each_other() throws Exception {
        try (KeyWait wait = open()) {
            take(wait, "a k1 1", "b k2 1", "a - 2", "b k1 2");
            assertThat(release(wait)).isEmpty();
            assertThat(wait.keys()).containsExactlyInAnyOrder("k1", "k2");

            configured.add("k1");
            assertThat(release(wait)).containsExactly("a k1 1", "a - 2");
            assertThat(wait.holds(RecordHead.placed("a"))).isFalse();
            assertThat(wait.keys()).containsExactly("k2");
            assertThat(wait.records()).isEqualTo(2);

            configured.add("k2");
            assertThat(release(wait)).containsExactly("b k2 1", "b k1 2");
            assertThat(wait.isEmpty()).isTrue();
            assertThat(wait.bytes()).isZero();
        }
    }

    @Test
    void only_what_is_behind_others_is_kept_and_beyond_the_quota_none_of_it() throws Exception {
        try (KeyWait wait = KeyWait.open(folder, 150, 64)) {
            take(wait, "a k1 1");

            assertThat(wait.keep(records("b - 1", "a - 2")).stream()).containsExactly(1);
            assertThatThrownBy(() -> wait.keep(records("a - 3", "a - 4", "a - 5")))
                    .isInstanceOf(Spool.Full.class);
            assertThat(wait.keep(records("b - 2")).isEmpty()).isTrue();
            // What the spool has already is not refused any more.
            take(wait, "a - 6", "a - 7", "a - 8");

            configured.add("k1");
            assertThat(release(wait)).containsExactly("a k1 1", "a - 2", "a - 6", "a - 7", "a - 8");
        }
    }

    @Test
    void it_is_looked_through_once_and_again_when_a_key_is_there() throws Exception {
        try (KeyWait wait = open()) {
            assertThat(wait.isDue(configured::contains)).isFalse();
            take(wait, "a k1 1");
            assertThat(wait.isDue(configured::contains)).isTrue();
            release(wait);
            wait.keep(records("a - 2"));
            take(wait, "b k1 1");

            assertThat(wait.isDue(configured::contains)).isFalse();
            configured.add("k1");
            assertThat(wait.isDue(configured::contains)).isTrue();
        }
    }

    @Test
    void trouble_on_the_way_out_loses_nothing() throws Exception {
        try (KeyWait wait = open()) {
            take(wait, "a k1 1", "b k1 1");
            release(wait);
            configured.add("k1");

            assertThatThrownBy(() -> wait.release(this::lacking, records -> {
                        throw new IllegalStateException("away");
                    }))
                    .hasMessage("away");

            assertThat(wait.isDue(configured::contains)).isTrue();
            assertThat(release(wait)).containsExactly("a k1 1", "b k1 1");
        }
    }

    @Test
    void any_mix_of_keys_that_come_and_restarts_keeps_every_line_whole_and_in_order() throws Exception {
        for (long seed = 0; seed < 60; seed++) {
            mix(Files.createDirectory(folder.resolve("mix" + seed)), new Random(seed));
        }
    }

    private void mix(Path own, Random random) throws IOException {
        configured.clear();
        stored.clear();
        var in = new ArrayList<String>();
        KeyWait wait = KeyWait.open(own, PLENTY, 256);
        for (int step = 0; step < 150; step++) {
            String line = String.valueOf((char) ('a' + random.nextInt(4)));
            String key = random.nextInt(3) == 0 ? "-" : "k" + (1 + random.nextInt(3));
            String record = line + " " + key + " " + in.size();
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    take(wait, record);
                    in.add(record);
                }
                case 2, 3 -> {
                    if (!wait.keep(records(record)).isEmpty()) {
                        in.add(record);
                    }
                }
                case 4 -> configured.add("k" + (1 + random.nextInt(3)));
                case 5 -> configured.clear();
                case 6 -> {
                    if (wait.isDue(configured::contains)) {
                        release(wait);
                    }
                }
                default -> {
                    wait.close();
                    wait = KeyWait.open(own, PLENTY, 256);
                }
            }
        }
        configured.addAll(List.of("k1", "k2", "k3"));
        release(wait);
        assertThat(wait.isEmpty()).isTrue();
        wait.close();
        // After a restart some are stored once more; what is there already is left as it is.
        List<String> once = stored.stream().distinct().toList();
        for (String line : List.of("a", "b", "c", "d")) {
            assertThat(once.stream().filter(record -> record.startsWith(line)))
                    .containsExactlyElementsOf(in.stream()
                            .filter(record -> record.startsWith(line))
                            .toList());
        }
    }

    private KeyWait open() throws IOException {
        return KeyWait.open(folder, PLENTY, 64);
    }

    private void take(KeyWait wait, String... records) throws IOException {
        wait.take(records(records), this::lacking);
    }

    /// What was stored by it.
    private List<String> release(KeyWait wait) throws IOException {
        int before = stored.size();
        wait.release(this::lacking, records -> {
            records.forEach(
                    record -> stored.add(IntakeCodec.decode(record).body().bodyId()));
            return records.size();
        });
        return stored.subList(before, stored.size());
    }

    private Optional<String> lacking(RecordHead head) {
        return keyOf(head).filter(key -> !configured.contains(key));
    }

    private static Optional<String> keyOf(RecordHead head) {
        return BodySeal.isSealed(head.bytes())
                ? Optional.of(new String(head.bytes(), BodySeal.mark().length, 2, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static List<byte[]> records(String... texts) {
        return java.util.Arrays.stream(texts).map(KeyWaitTest::intake).toList();
    }

    private static byte[] intake(String text) {
        String[] parts = text.split(" ");
        byte[] key = parts[1].getBytes(StandardCharsets.UTF_8);
        byte[] body = parts[1].equals("-")
                ? new byte[] {'{'}
                : ByteBuffer.allocate(BodySeal.mark().length + key.length)
                        .put(BodySeal.mark())
                        .put(key)
                        .array();
        return IntakeCodec.encode(
                new Intake(parts[0], "ep", new StoredBody(text, null, null, body), List.of(), List.of()));
    }
}

package dev.waypost.ingress.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {
    private static final long PLENTY = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void what_was_appended_is_read_in_order_and_once_advanced_over_never_again() throws Exception {
        try (Spool spool = open(PLENTY)) {
            spool.append(records("a", "b"));
            spool.append(records("c"));

            Spool.Batch two = spool.read(2, PLENTY);
            assertThat(texts(two)).containsExactly("a", "b");
            spool.advance(two.next());
            spool.append(records("d"));
            Spool.Batch rest = spool.read(10, PLENTY);
            assertThat(texts(rest)).containsExactly("c", "d");
            spool.advance(rest.next());

            assertThat(spool.isEmpty()).isTrue();
            assertThat(spool.bytes()).isZero();
            assertThat(files(".spool")).isEmpty();
        }
    }

    @Test
    void a_new_process_finds_what_the_old_one_left() throws Exception {
        try (Spool spool = open(PLENTY)) {
            spool.append(records("a", "b", "c"));
            spool.advance(spool.read(1, PLENTY).next());
        }
        try (Spool spool = open(PLENTY)) {
            spool.append(records("d"));

            assertThat(all(spool)).containsExactly("b", "c", "d");
        }
    }

    @Test
    void without_its_position_everything_is_read_again_and_nothing_is_skipped() throws Exception {
        try (Spool spool = open(PLENTY)) {
            spool.append(records("a", "b"));
            spool.advance(spool.read(1, PLENTY).next());
        }
        Files.writeString(folder.resolve("position"), "garb");
        try (Spool spool = open(PLENTY)) {
            assertThat(all(spool)).containsExactly("a", "b");
        }
    }

    @Test
    void a_record_that_a_crash_cut_is_set_aside_and_hides_nothing() throws Exception {
        try (Spool spool = open(PLENTY)) {
            spool.append(records("a", "b"));
        }
        Path segment = files(".spool").getFirst();
        Files.write(segment, new byte[] {0, 0, 0, 9, 1, 2}, StandardOpenOption.APPEND);
        try (Spool spool = open(PLENTY)) {
            spool.append(records("c"));

            assertThat(all(spool)).containsExactly("a", "b", "c");
            assertThat(files(".torn"))
                    .singleElement()
                    .satisfies(torn -> assertThat(torn).hasSize(6));
        }
    }

    @Test
    void a_record_whose_bytes_changed_is_never_handed_out() throws Exception {
        try (Spool spool = open(PLENTY)) {
            spool.append(records("aaaa", "bbbb"));
        }
        try (FileChannel channel = FileChannel.open(files(".spool").getFirst(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'x'}), 8 + 4 + 8 + 1);
        }
        try (Spool spool = open(PLENTY)) {
            assertThat(all(spool)).containsExactly("aaaa");
            assertThat(files(".torn")).hasSize(1);
        }
    }

    @Test
    void beyond_its_quota_it_takes_nothing_and_keeps_what_it_has() throws Exception {
        try (Spool spool = open(40)) {
            spool.append(records("0123456789"));

            assertThatThrownBy(() -> spool.append(records("0123456789", "0123456789")))
                    .isInstanceOf(Spool.Full.class)
                    .hasMessage("the spool holds 18 of 40 bytes");
            spool.append(records("x"));
            assertThat(all(spool)).containsExactly("0123456789", "x");
            spool.append(records("0123456789", "y"));
        }
    }

    @Test
    void one_process_at_a_time_owns_it() throws Exception {
        try (Spool spool = open(PLENTY)) {
            assertThatThrownBy(() -> open(PLENTY))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process");
            spool.append(records("a"));
            assertThat(Files.getPosixFilePermissions(files(".spool").getFirst()))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        open(PLENTY).close();
    }

    @Test
    void any_mix_of_appending_reading_and_reopening_is_first_in_first_out() throws Exception {
        for (long seed = 0; seed < 40; seed++) {
            mix(Files.createDirectory(folder.resolve("mix" + seed)), new Random(seed));
        }
    }

    private static void mix(Path own, Random random) throws IOException {
        var in = new ArrayList<String>();
        var out = new ArrayList<String>();
        Spool spool = Spool.open(own, PLENTY, 64);
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    List<String> added = IntStream.range(0, 1 + random.nextInt(4))
                            .mapToObj(i -> in.size() + i + "x".repeat(random.nextInt(30)))
                            .toList();
                    spool.append(records(added.toArray(String[]::new)));
                    in.addAll(added);
                }
                case 2, 3 -> {
                    Spool.Batch batch = spool.read(1 + random.nextInt(5), 1 + random.nextInt(100));
                    out.addAll(texts(batch));
                    spool.advance(batch.next());
                }
                default -> {
                    spool.close();
                    spool = Spool.open(own, PLENTY, 64);
                }
            }
            assertThat(spool.isEmpty()).isEqualTo(in.size() == out.size());
        }
        out.addAll(all(spool));
        spool.close();
        assertThat(out).isEqualTo(in);
    }

    private Spool open(long quota) throws IOException {
        return Spool.open(folder, quota, 64);
    }

    private List<Path> files(String suffix) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static List<byte[]> records(String... texts) {
        return java.util.Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> texts(Spool.Batch batch) {
        return batch.records().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> all(Spool spool) throws IOException {
        var found = new ArrayList<String>();
        while (!spool.isEmpty()) {
            Spool.Batch batch = spool.read(3, PLENTY);
            found.addAll(texts(batch));
            spool.advance(batch.next());
        }
        return found;
    }
}

package dev.waypost.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QrDrawingTest {
    private static final int MODULES = 25;

    @ParameterizedTest
    @CsvSource({"1, 0", "4, 16", "7, 28", "11, 3"})
    void a_code_is_drawn_module_by_module_whatever_its_size_and_margin(int scale, int margin) throws IOException {
        String[] lines = QrDrawing.text(picture(scale, margin)).orElseThrow().split("\n");

        assertThat(lines).hasSize((MODULES + 4 + 1) / 2);
        for (int row = 0; row < MODULES; row++) {
            for (int column = 0; column < MODULES; column++) {
                char drawn = lines[(row + 2) / 2].charAt(column + 2);
                boolean upper = row % 2 == 0;
                boolean light = drawn == '█' || drawn == (upper ? '▀' : '▄');
                assertThat(light).as(row + "," + column).isEqualTo(!dark(row, column));
            }
        }
    }

    @Test
    void what_is_no_code_is_not_drawn() throws IOException {
        assertThat(QrDrawing.text(new byte[] {1, 2, 3})).isEmpty();
        assertThat(QrDrawing.text(new byte[0])).isEmpty();
        assertThat(QrDrawing.text(png(new BufferedImage(50, 50, BufferedImage.TYPE_INT_ARGB))))
                .isEqualTo(Optional.empty());
        assertThat(QrDrawing.text(png(new BufferedImage(50, 30, BufferedImage.TYPE_INT_RGB))))
                .isEmpty();
        assertThat(QrDrawing.text(png(new BufferedImage(3000, 8, BufferedImage.TYPE_BYTE_GRAY))))
                .isEmpty();
    }

    private static byte[] picture(int scale, int margin) throws IOException {
        int side = MODULES * scale + 2 * margin;
        var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                boolean inside = x >= margin && y >= margin && x < side - margin && y < side - margin;
                boolean dark = inside && dark((y - margin) / scale, (x - margin) / scale);
                image.setRGB(x, y, dark ? 0x101010 : 0xffffff);
            }
        }
        return png(image);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /// Corner marks, and noise that is dark at the far ends so that the code is known to end there.
    private static boolean dark(int row, int column) {
        int far = MODULES - 8;
        if (row < 8 && column < 8) {
            return mark(row, column);
        }
        if (row < 8 && column >= far) {
            return mark(row, MODULES - 1 - column);
        }
        if (row >= far && column < 8) {
            return mark(MODULES - 1 - row, column);
        }
        return (row * 7 + column * 13 + row * column) % 3 == 0;
    }

    private static boolean mark(int row, int column) {
        if (row == 7 || column == 7) {
            return false;
        }
        return Math.min(Math.min(row, column), Math.min(6 - row, 6 - column)) != 1;
    }
}

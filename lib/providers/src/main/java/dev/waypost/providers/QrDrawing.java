package dev.waypost.providers;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/// Draws the picture of a QR code with characters: not every gateway says what its code says, but all give a picture.
public final class QrDrawing {
    private static final int MOST_PIXELS = 2048;
    private static final int LEAST_MODULES = 21;
    private static final int MOST_MODULES = 177;
    /// The corner marks of every QR code are seven modules wide.
    private static final int MARK = 7;
    private static final int QUIET = 2;

    private QrDrawing() {}

    /// Two rows of modules on each line, light on dark terminals and the other way round; empty when the picture is no
    /// plain QR code.
    public static Optional<String> text(byte[] png) {
        BufferedImage image;
        try {
            image = image(png);
        } catch (IOException | RuntimeException notAPicture) {
            return Optional.empty();
        }
        if (image == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(modules(image)).map(QrDrawing::draw);
    }

    /// Null when it is no picture, or one too large to be a QR code: its size is looked at before it is unpacked.
    private static @Nullable BufferedImage image(byte[] png) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
            reader.setInput(input);
            boolean fits = reader.getWidth(0) <= MOST_PIXELS && reader.getHeight(0) <= MOST_PIXELS;
            return fits ? reader.read(0) : null;
        } finally {
            reader.dispose();
        }
    }

    private static boolean @Nullable [][] modules(BufferedImage image) {
        int left = image.getWidth();
        int top = image.getHeight();
        int right = -1;
        int bottom = -1;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (isDark(image, x, y)) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        int wide = 0;
        while (right >= 0 && left + wide <= right && isDark(image, left + wide, top)) {
            wide++;
        }
        double module = (double) wide / MARK;
        int count = module == 0 ? 0 : (int) Math.round((right - left + 1) / module);
        boolean square = Math.abs((right - left) - (bottom - top)) <= module;
        if (!square || count < LEAST_MODULES || count > MOST_MODULES || (count - LEAST_MODULES) % 4 != 0) {
            return null;
        }
        double step = (right - left + 1.0) / count;
        boolean[][] dark = new boolean[count][count];
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < count; column++) {
                dark[row][column] =
                        isDark(image, (int) (left + (column + 0.5) * step), (int) (top + (row + 0.5) * step));
            }
        }
        return dark;
    }

    private static boolean isDark(BufferedImage image, int x, int y) {
        int argb = image.getRGB(x, y);
        int alpha = argb >>> 24;
        int grey = ((argb >> 16 & 0xff) * 299 + (argb >> 8 & 0xff) * 587 + (argb & 0xff) * 114) / 1000;
        return alpha > 127 && grey < 128;
    }

    private static String draw(boolean[][] dark) {
        var text = new StringBuilder();
        int end = dark.length + QUIET;
        for (int row = -QUIET; row < end; row += 2) {
            for (int column = -QUIET; column < end; column++) {
                boolean upper = light(dark, row, column);
                boolean lower = light(dark, row + 1, column);
                text.append(upper ? (lower ? '█' : '▀') : (lower ? '▄' : ' '));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static boolean light(boolean[][] dark, int row, int column) {
        boolean inside = row >= 0 && column >= 0 && row < dark.length && column < dark.length;
        return !inside || !dark[row][column];
    }
}

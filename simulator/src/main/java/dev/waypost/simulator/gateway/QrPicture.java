package dev.waypost.simulator.gateway;

import dev.waypost.simulator.http.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// A PNG that looks like a QR code and is as large as one: no phone reads it, but whatever shows or redraws QR codes
/// can be tried with it.
final class QrPicture {
    private static final int MODULES = 29;
    private static final int SCALE = 6;
    private static final int MARGIN = 4;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private QrPicture() {}

    static byte[] png(String text) {
        int side = (MODULES + 2 * MARGIN) * SCALE;
        ByteArrayOutputStream rows = new ByteArrayOutputStream((side + 1) * side);
        byte[] noise = noise(text);
        for (int y = 0; y < side; y++) {
            rows.write(0);
            for (int x = 0; x < side; x++) {
                rows.write(dark(noise, x / SCALE - MARGIN, y / SCALE - MARGIN) ? 0 : 255);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        // Eight bits of grey.
        byte[] head = ByteBuffer.allocate(13)
                .putInt(side)
                .putInt(side)
                .put(new byte[] {8, 0, 0, 0, 0})
                .array();
        chunk(png, "IHDR", head);
        chunk(png, "IDAT", deflated(rows.toByteArray()));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static byte[] noise(String text) {
        ByteArrayOutputStream noise = new ByteArrayOutputStream();
        for (int i = 0; noise.size() < MODULES * MODULES; i++) {
            noise.writeBytes(Digest.sha256((text + i).getBytes(StandardCharsets.UTF_8)));
        }
        return noise.toByteArray();
    }

    private static boolean dark(byte[] noise, int x, int y) {
        if (x < 0 || y < 0 || x >= MODULES || y >= MODULES) {
            return false;
        }
        int far = MODULES - 8;
        if (x < 8 && y < 8) {
            return finder(x, y);
        }
        if (x >= far && y < 8) {
            return finder(MODULES - 1 - x, y);
        }
        if (x < 8 && y >= far) {
            return finder(x, MODULES - 1 - y);
        }
        return (noise[y * MODULES + x] & 1) == 1;
    }

    /// A square in a square, with a light border.
    private static boolean finder(int x, int y) {
        if (x == 7 || y == 7) {
            return false;
        }
        int ring = Math.min(Math.min(x, y), Math.min(6 - x, 6 - y));
        return ring != 1;
    }

    private static byte[] deflated(byte[] bytes) {
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] bytes) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(bytes);
        png.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        png.writeBytes(name);
        png.writeBytes(bytes);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}

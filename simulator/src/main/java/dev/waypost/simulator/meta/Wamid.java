package dev.waypost.simulator.meta;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Makes message ids in the form of Meta's: `wamid.` and Base64 over the user's number and a random part.
final class Wamid {
    private static final byte[] FROM_BUSINESS = {0x15, 0x02, 0x00, 0x11, 0x18, 0x14};
    private static final byte[] FROM_USER = {0x15, 0x02, 0x00, 0x12, 0x18, 0x14};

    private Wamid() {}

    static String fromBusiness(RandomGenerator random, String user) {
        return next(random, user, FROM_BUSINESS);
    }

    static String fromUser(RandomGenerator random, String user) {
        return next(random, user, FROM_USER);
    }

    private static String next(RandomGenerator random, String user, byte[] direction) {
        byte[] number = user.substring(0, Math.min(user.length(), 127)).getBytes(StandardCharsets.US_ASCII);
        byte[] own = new byte[10];
        random.nextBytes(own);
        ByteArrayOutputStream id = new ByteArrayOutputStream();
        id.write(0x1c);
        id.write(0x18);
        id.write(number.length);
        id.writeBytes(number);
        id.writeBytes(direction);
        id.writeBytes(HexFormat.of().withUpperCase().formatHex(own).getBytes(StandardCharsets.US_ASCII));
        id.write(0);
        return "wamid." + Base64.getEncoder().encodeToString(id.toByteArray());
    }
}

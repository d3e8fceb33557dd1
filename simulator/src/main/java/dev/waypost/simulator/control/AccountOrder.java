package dev.waypost.simulator.control;

import dev.waypost.simulator.fault.ReceiptName;
import dev.waypost.simulator.http.BadInput;
import dev.waypost.simulator.http.Fields;
import dev.waypost.simulator.meta.MetaAccount;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/// Reads an account to register.
final class AccountOrder {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{1,1024}");
    private static final Pattern VERSION = Pattern.compile("v\\d{1,3}\\.\\d{1,2}");
    private static final Pattern WORD = Pattern.compile("[A-Z_]{1,40}");
    private static final Pattern VERDICT = Pattern.compile("AVAILABLE|LIMITED|BLOCKED");
    private static final Pattern QUALITY = Pattern.compile("GREEN|YELLOW|RED|NA|UNKNOWN");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
    private static final Pattern ANY = Pattern.compile(".{1,2048}");
    private static final String AN_ID = "1 to 64 of letters, digits, - and _, such as 106540352242922";
    private static final String A_SECRET = "1 to 1024 visible ASCII characters";
    private static final List<ReceiptName> ALL_GOES_WELL =
            List.of(ReceiptName.SENT, ReceiptName.DELIVERED, ReceiptName.READ);

    private AccountOrder() {}

    static MetaAccount read(Fields fields) {
        String phoneNumberId = fields.text("phoneNumberId", ID, AN_ID);
        MetaAccount account = new MetaAccount(
                phoneNumberId,
                fields.text("wabaId", ID, AN_ID),
                fields.optionalText("appId", ID, AN_ID).orElse("670843887433847"),
                fields.text("accessToken", SECRET, A_SECRET),
                fields.text("appSecret", SECRET, A_SECRET),
                fields.optionalText("webhookUrl", ANY, "an http or https URL")
                        .map(AccountOrder::url)
                        .orElse(null),
                fields.optionalText("displayPhoneNumber", PhoneNumber.SHAPE, PhoneNumber.EXPECTED)
                        .map(PhoneNumber::digits)
                        .orElseGet(() ->
                                "1555" + String.format("%07d", Math.floorMod(phoneNumberId.hashCode(), 10_000_000))),
                fields.optionalText("apiVersion", VERSION, "a version such as v23.0")
                        .orElse("v23.0"),
                fields.optionalNames("statuses", ReceiptName.class).orElse(ALL_GOES_WELL),
                fields.optionalText("status", WORD, "a status such as CONNECTED, FLAGGED or DISCONNECTED")
                        .orElse("CONNECTED"),
                fields.optionalText("qualityRating", QUALITY, "GREEN, YELLOW, RED, NA or UNKNOWN")
                        .orElse("GREEN"),
                fields.optionalText("canSendMessage", VERDICT, "AVAILABLE, LIMITED or BLOCKED")
                        .orElse("AVAILABLE"),
                fields.optionalText("tokenExpiresAt", SECONDS, "seconds since 1970, as a text; 0 for never")
                        .map(Long::parseLong)
                        .orElse(0L));
        fields.noOthers();
        return account;
    }

    static URI url(String text) {
        try {
            URI url = new URI(text);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException e) {
            // told below, like every other wrong URL
        }
        throw new BadInput("webhookUrl: \"" + text + "\" (expected: an http or https URL)");
    }
}

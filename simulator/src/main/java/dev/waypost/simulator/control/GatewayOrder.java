package dev.waypost.simulator.control;

import dev.waypost.simulator.fault.ReceiptName;
import dev.waypost.simulator.gateway.GatewayAccount;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.Fields;
import java.util.List;
import java.util.regex.Pattern;

/// Reads a gateway's session to register.
final class GatewayOrder {
    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9 ._@+-]{1,128}");
    private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{1,1024}");
    private static final Pattern STATUS = Pattern.compile(
            "STOPPED|STARTING|SCAN_QR_CODE|PASSKEY_REQUIRED|PASSKEY_CONFIRMATION_REQUIRED|WORKING|FAILED");
    private static final Pattern ENGINE = Pattern.compile("GOWS|NOWEB|WEBJS");
    private static final Pattern ANY = Pattern.compile(".{1,2048}");

    private GatewayOrder() {}

    static GatewayAccount read(Gateway gateway, Fields fields) {
        GatewayAccount account = new GatewayAccount(
                gateway,
                fields.text("session", SESSION, "the name of the session, such as default"),
                fields.text("accessToken", SECRET, "the API key; for GOWA user:password"),
                fields.optionalText("status", STATUS, "a status such as WORKING, SCAN_QR_CODE, STOPPED or FAILED")
                        .orElse("WORKING"),
                fields.optionalText("webhookUrl", ANY, "an http or https URL")
                        .map(AccountOrder::url)
                        .orElse(null),
                fields.optionalText("webhookSecret", SECRET, "what webhooks are signed with")
                        .orElse(null),
                fields.optionalText("number", PhoneNumber.SHAPE, PhoneNumber.EXPECTED)
                        .map(PhoneNumber::digits)
                        .orElse("15550001111"),
                fields.optionalText("engine", ENGINE, "GOWS, NOWEB or WEBJS").orElse("GOWS"),
                fields.optionalNames("statuses", ReceiptName.class)
                        .orElse(List.of(ReceiptName.SENT, ReceiptName.DELIVERED, ReceiptName.READ)));
        fields.noOthers();
        return account;
    }
}

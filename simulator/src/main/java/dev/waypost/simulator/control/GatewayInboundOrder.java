package dev.waypost.simulator.control;

import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.gateway.GatewayInbound;
import dev.waypost.simulator.http.Fields;
import java.util.regex.Pattern;

/// Reads what a user is to write to a gateway's session.
record GatewayInboundOrder(Gateway gateway, String session, GatewayInbound inbound) {
    private static final Pattern SOME = Pattern.compile("(?s).{1,512}");
    private static final Pattern BODY = Pattern.compile("(?s).{0,65536}");

    static GatewayInboundOrder read(Gateway gateway, Fields fields) {
        var order = new GatewayInboundOrder(
                gateway,
                fields.text("session", SOME, "the name of a registered session"),
                new GatewayInbound(
                        PhoneNumber.digits(fields.text("from", PhoneNumber.SHAPE, PhoneNumber.EXPECTED)),
                        fields.optionalText("name", SOME, "a name of 1 to 512 characters")
                                .orElse(null),
                        fields.text("text", BODY, "a text of at most 65536 characters"),
                        fields.optionalText("replyTo", SOME, "a message id").orElse(null),
                        fields.optionalInt("copies", 1, 100).orElse(1)));
        fields.noOthers();
        return order;
    }
}

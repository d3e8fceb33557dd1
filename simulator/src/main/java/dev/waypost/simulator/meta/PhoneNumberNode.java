package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.Json;
import java.util.List;

/// `GET /{phone_number_id}?fields=…`: how a number is.
final class PhoneNumberNode {
    private static final String DEFAULT_FIELDS =
            "verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput";

    private PhoneNumberNode() {}

    static HttpAnswer answer(MetaAccount account, String fields) {
        ObjectNode all = all(account);
        ObjectNode asked = Json.object();
        for (String field : List.of((fields.isBlank() ? DEFAULT_FIELDS : fields).split(","))) {
            String name = field.strip();
            if (!all.has(name)) {
                return MetaError.parameter("Tried accessing nonexisting field (" + name
                                + ") on node type (WhatsAppBusinessPhoneNumber)")
                        .answer();
            }
            asked.set(name, all.get(name));
        }
        return HttpAnswer.json(200, asked.put("id", account.phoneNumberId()));
    }

    private static ObjectNode all(MetaAccount account) {
        ObjectNode node = Json.object()
                .put("id", account.phoneNumberId())
                .put("display_phone_number", account.displayPhoneNumber())
                .put("verified_name", "Simulated Business")
                .put("status", account.status())
                .put("quality_rating", account.qualityRating())
                .put("code_verification_status", "VERIFIED")
                .put("name_status", "APPROVED")
                .put("platform_type", "CLOUD_API")
                .put("account_mode", "LIVE")
                .put("whatsapp_business_manager_messaging_limit", "TIER_UNLIMITED")
                .put("messaging_limit_tier", "TIER_UNLIMITED");
        node.putObject("throughput").put("level", "STANDARD");
        ObjectNode webhooks = node.putObject("webhook_configuration");
        if (account.webhookUrl() != null) {
            webhooks.put("phone_number", account.webhookUrl().toString());
        }
        ObjectNode health = node.putObject("health_status").put("can_send_message", account.canSendMessage());
        health.putArray("entities")
                .add(entity("PHONE_NUMBER", account.phoneNumberId(), account.canSendMessage()))
                .add(entity("WABA", account.wabaId(), "AVAILABLE"))
                .add(entity("APP", account.appId(), "AVAILABLE"));
        return node;
    }

    private static ObjectNode entity(String type, String id, String canSend) {
        ObjectNode entity = Json.object().put("entity_type", type).put("id", id).put("can_send_message", canSend);
        if (canSend.equals("BLOCKED")) {
            entity.putArray("errors")
                    .addObject()
                    .put("error_code", 141000)
                    .put("error_description", "The phone number is blocked from sending messages.")
                    .put("possible_solution", "Register the account again with canSendMessage AVAILABLE.");
        }
        return entity;
    }
}

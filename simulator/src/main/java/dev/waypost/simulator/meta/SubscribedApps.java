package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;

/// `/{waba}/subscribed_apps`: which app gets a business account's webhooks. Here there is always exactly one.
final class SubscribedApps {

    private SubscribedApps() {}

    static HttpAnswer answer(HttpRequest request, MetaAccount account) {
        if (!request.method().equals("GET")) {
            return HttpAnswer.json(200, Json.object().put("success", true));
        }
        ObjectNode body = Json.object();
        ObjectNode app = body.putArray("data").addObject();
        app.putObject("whatsapp_business_api_data")
                .put("link", "https://www.facebook.com/games/?app_id=" + account.appId())
                .put("name", "Simulated App")
                .put("id", account.appId());
        if (account.webhookUrl() != null) {
            app.put("override_callback_uri", account.webhookUrl().toString());
        }
        return HttpAnswer.json(200, body);
    }
}

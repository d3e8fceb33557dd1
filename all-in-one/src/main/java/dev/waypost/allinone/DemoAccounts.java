package dev.waypost.allinone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// The WhatsApp account of the demo tenant, told to the simulator so that its webhooks find their way.
public final class DemoAccounts {
    public static final String TENANT = "demo";
    public static final String ENDPOINT = "main";
    public static final String PHONE_NUMBER_ID = "106540352242922";
    public static final String BUSINESS_ACCOUNT = "102290129340398";
    public static final String ACCESS_TOKEN = "demo-access-token";
    public static final String APP_SECRET = "demo-app-secret";

    private DemoAccounts() {}

    public static void register(int simulatorPort, int webhookPort) throws IOException, InterruptedException {
        var account = """
            {"provider": "META_CLOUD", "phoneNumberId": "%s", "wabaId": "%s", "accessToken": "%s", "appSecret": "%s",
             "webhookUrl": "http://127.0.0.1:%d/api/whatsapp/webhook/%s/%s"}
            """.formatted(
                        PHONE_NUMBER_ID, BUSINESS_ACCOUNT, ACCESS_TOKEN, APP_SECRET, webhookPort, TENANT, ENDPOINT);
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + simulatorPort + "/control/accounts"))
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(account))
                    .build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IOException("the simulator refused the demo's account: " + answer.body());
            }
        }
    }
}

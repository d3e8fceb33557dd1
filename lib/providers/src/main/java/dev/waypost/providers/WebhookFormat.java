package dev.waypost.providers;

import dev.waypost.providers.evolution.EvolutionDecoder;
import dev.waypost.providers.evolution.EvolutionSignature;
import dev.waypost.providers.gowa.GowaDecoder;
import dev.waypost.providers.meta.MetaDecoder;
import dev.waypost.providers.meta.MetaSignature;
import dev.waypost.providers.waha.WahaDecoder;
import dev.waypost.providers.webhook.HmacSignature;

/// How the webhooks of one kind of provider are verified and taken apart.
public record WebhookFormat(WebhookSignature signature, WebhookDecoder decoder) {
    private static final WebhookFormat META_CLOUD =
            new WebhookFormat(HmacSignature.sha256(MetaSignature.HEADER), new MetaDecoder());
    private static final WebhookFormat WAHA =
            new WebhookFormat(HmacSignature.sha512("X-Webhook-Hmac"), new WahaDecoder());
    private static final WebhookFormat GOWA =
            new WebhookFormat(HmacSignature.sha256("X-Hub-Signature-256"), new GowaDecoder());
    private static final WebhookFormat EVOLUTION = new WebhookFormat(new EvolutionSignature(), new EvolutionDecoder());

    public static WebhookFormat of(ProviderKind kind) {
        return switch (kind) {
            case META_CLOUD -> META_CLOUD;
            case WAHA -> WAHA;
            case GOWA -> GOWA;
            case EVOLUTION -> EVOLUTION;
        };
    }
}

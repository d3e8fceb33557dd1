package dev.waypost.simulator.meta;

import dev.waypost.simulator.fault.ReceiptName;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One business number on the fake Cloud API.
///
/// @param webhookUrl where its signed webhooks go; null = nowhere
/// @param apiVersion version of the webhook subscription, which decides the shape of payloads
/// @param statuses what the sender of a message is told, in this order
/// @param status connection status that the phone number node reports
/// @param canSendMessage verdict of `health_status`
/// @param tokenExpiresAt when the access token ends, in seconds since 1970; 0 for never
public record MetaAccount(
        String phoneNumberId,
        String wabaId,
        String appId,
        String accessToken,
        String appSecret,
        @Nullable URI webhookUrl,
        String displayPhoneNumber,
        String apiVersion,
        List<ReceiptName> statuses,
        String status,
        String qualityRating,
        String canSendMessage,
        long tokenExpiresAt) {

    /// From v24.0 on, payloads carry no `conversation` outside free entry points.
    boolean showsConversation() {
        return Integer.parseInt(apiVersion.substring(1, apiVersion.indexOf('.'))) < 24;
    }

    /// Secrets stay out of logs.
    @Override
    public String toString() {
        return "MetaAccount[" + phoneNumberId + "]";
    }
}

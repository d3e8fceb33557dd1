package dev.waypost.providers;

import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpFailure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Sends through a self-hosted gateway; what differs between them is how requests look and what answers mean.
public final class GatewaySender implements Sender {
    private final GuardedHttp http;
    private final Capabilities capabilities;
    private final Words words;

    public GatewaySender(GuardedHttp http, Capabilities capabilities, Words words) {
        this.http = http;
        this.capabilities = capabilities;
        this.words = words;
    }

    /// The words of one gateway.
    public interface Words {

        /// What proves who asks.
        Map<String, String> headers(EndpointAccess endpoint);

        /// @param chat who is written to, as this gateway names a chat
        GatewayRequest request(EndpointAccess endpoint, OutgoingMessage message, String chat);

        /// The chat of a number in E.164 form, or of a full WhatsApp id.
        String chat(String recipient);

        /// What an answer means for a message with this content.
        SendOutcome outcome(HttpAnswer answer, Content content);

        /// See [Sender#chosenId].
        default Optional<String> chosenId(OutgoingMessage message) {
            return Optional.empty();
        }
    }

    @Override
    public SendOutcome send(EndpointAccess endpoint, OutgoingMessage message, Duration timeout) {
        Optional<SendOutcome> refused = refusal(endpoint, message);
        if (refused.isPresent()) {
            return refused.get();
        }
        GatewayRequest request = words.request(endpoint, message, words.chat(message.to()));
        try {
            HttpAnswer answer = request.send(http, endpoint.apiUrl(), words.headers(endpoint), timeout);
            return Redaction.of(endpoint, message).clean(words.outcome(answer, message.content()));
        } catch (IllegalArgumentException malformed) {
            return new SendOutcome.EndpointBroken(CauseKind.SETUP, "the endpoint's address is no URL");
        } catch (HttpFailure failure) {
            return Failures.outcome(failure);
        }
    }

    @Override
    public Optional<String> chosenId(OutgoingMessage message) {
        return words.chosenId(message);
    }

    private Optional<SendOutcome> refusal(EndpointAccess endpoint, OutgoingMessage message) {
        if (!ChatIds.isAddressable(message.to())) {
            return Optional.of(new SendOutcome.Refused(
                    SendOutcome.Refusal.RECIPIENT,
                    "RECIPIENT_UNSUPPORTED",
                    endpoint.provider().title() + " knows phone numbers only"));
        }
        return switch (capabilities.supports(message.content(), message.replyTo() != null)) {
            case Support.Supported _ -> Optional.empty();
            case Support.Unsupported unsupported ->
                Optional.of(new SendOutcome.Refused(
                        SendOutcome.Refusal.UNSUPPORTED, "CONTENT_UNSUPPORTED", unsupported.detail()));
            case Support.Invalid invalid ->
                Optional.of(new SendOutcome.Refused(
                        SendOutcome.Refusal.CONTENT,
                        "CONTENT_INVALID",
                        invalid.violations().getFirst().field() + ": "
                                + invalid.violations().getFirst().description()));
        };
    }
}

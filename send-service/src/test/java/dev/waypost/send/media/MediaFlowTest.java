package dev.waypost.send.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.UploadMediaResponse;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.send.tenant.SendingRules;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Files that are uploaded and then sent.
class MediaFlowTest extends MediaScene {
    @Test
    void a_file_is_uploaded_in_pieces_and_handed_to_the_provider_once() {
        UploadMediaResponse upload = uploaded("image/png", 900_000, 700_000, 5);

        Message first = sent(scene.tenant, image(upload));
        Message second = sent(scene.tenant, image(upload));

        assertThat(upload.getSize()).isEqualTo(1_600_005);
        assertThat(upload.getSha256()).matches("[0-9a-f]{64}");
        assertThat(first.getProviderMessageId()).isNotEqualTo(second.getProviderMessageId());
        assertThat(count("media_piece", "file_id = (SELECT file_id FROM media_upload WHERE upload_id = ?)", upload))
                .isEqualTo(3);
        assertThat(providerIds(upload)).hasSize(1);
    }

    @Test
    void what_was_stored_is_what_was_sent() {
        byte[] bytes = file("image/png", 1_300_000);
        UploadMediaResponse upload = upload(Fixtures.id("req"), "image/png", "a.png", pieces(bytes, 100_000));
        MediaStore store = scene.service.bean(MediaStore.class);

        assertThat(store.bytes(store.find(scene.tenant, upload.getUploadId()).orElseThrow()))
                .isEqualTo(bytes);
    }

    @Test
    void a_file_of_a_tenant_that_wants_texts_sealed_is_sealed_as_well_and_sent_as_it_was() {
        String tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
        KnownTenants.rules(tenant, MediaFlowTest::sealing);
        byte[] bytes = file("image/png", 1_300_000);
        UploadMediaResponse upload = upload(tenant, Fixtures.id("req"), "image/png", "a.png", pieces(bytes, 100_000));
        MediaStore store = scene.service.bean(MediaStore.class);

        byte[] head = Arrays.copyOf(bytes, 64);
        assertThat(clearPieces(tenant, head)).isZero();
        assertThat(store.bytes(store.find(tenant, upload.getUploadId()).orElseThrow()))
                .isEqualTo(bytes);
        Message message =
                scene.send(scene.text(Fixtures.phone(), "x").setTenantId(tenant).setContent(image(upload)));
        scene.awaitState(tenant, message.getMessageId(), MessageState.MESSAGE_STATE_SENT);

        upload(scene.tenant, Fixtures.id("req"), "image/png", "a.png", pieces(bytes, 100_000));
        assertThat(clearPieces(scene.tenant, head)).isEqualTo(1);
    }

    private int clearPieces(String tenant, byte[] head) {
        return scene.service
                .bean(Db.class)
                .read(sql -> sql.list(
                        "SELECT number FROM media_piece WHERE tenant_id = ? AND position(?::bytea IN bytes) > 0",
                        row -> row.intValue("number"),
                        tenant,
                        head))
                .size();
    }

    private static SendingRules sealing(SendingRules rules) {
        return new SendingRules(
                rules.rateLimit(),
                rules.rateWindow(),
                rules.window(),
                rules.fallbackTemplate(),
                rules.fallbackLanguage(),
                rules.allowedNumbers(),
                rules.countryCode(),
                rules.suspicious(),
                true,
                rules.retention());
    }

    @Test
    void the_same_file_is_stored_once_and_the_same_request_answered_alike() {
        byte[] bytes = file("image/png", 700_000);
        String request = Fixtures.id("req");
        UploadMediaResponse first = upload(request, "image/png", "a.png", List.of(bytes));

        UploadMediaResponse repeated = upload(request, "image/png", "a.png", pieces(bytes, 300_000));
        UploadMediaResponse again = upload(Fixtures.id("req"), "image/png", "b.png", List.of(bytes));
        var reused = failure(() -> upload(request, "image/png", "a.png", List.of(file("image/png", 10))));

        assertThat(repeated).isEqualTo(first);
        assertThat(again.getUploadId()).isNotEqualTo(first.getUploadId());
        assertThat(again.getSha256()).isEqualTo(first.getSha256());
        assertThat(count(
                        "media_file",
                        "sha256 = (SELECT f.sha256 FROM media_file f JOIN media_upload u USING (tenant_id, file_id)"
                                + " WHERE u.upload_id = ?)",
                        first))
                .isEqualTo(1);
        assertThat(reused).isEqualTo("REQUEST_ID_REUSED");
    }

    @Test
    void a_provider_that_forgot_the_file_gets_it_again() {
        UploadMediaResponse upload = uploaded("image/png", 50_000);
        sent(scene.tenant, image(upload));
        List<String> before = providerIds(upload);
        String to = Fixtures.phone();
        scene.faults("{\"match\":{\"to\":\"%s\"},\"code\":131053,\"times\":1}".formatted(to));

        Message message = scene.send(scene.text(to, "x").setContent(image(upload)));
        scene.awaitState(message.getMessageId(), MessageState.MESSAGE_STATE_SENT);

        assertThat(providerIds(upload)).hasSize(1).isNotEqualTo(before);
        assertThat(scene.sentTo(to)).isEqualTo(1);
    }

    @Test
    void many_messages_with_a_new_file_hand_it_over_once() {
        UploadMediaResponse upload = uploaded("image/png", 30_000);
        // The first is taken, however slowly; whoever hands it over once more is refused.
        String media = "{\"match\":{\"path\":\"/meta/*/media\"},";
        scene.faults(media + "\"latencyMs\":300,\"times\":1}," + media + "\"code\":100}");

        List<String> messages = Stream.generate(
                        () -> scene.send(scene.text(Fixtures.phone(), "x").setContent(image(upload))))
                .limit(8)
                .map(Message::getMessageId)
                .toList();
        messages.forEach(id -> scene.awaitState(id, MessageState.MESSAGE_STATE_SENT));

        assertThat(providerIds(upload)).hasSize(1);
        scene.faults("");
    }

    @ParameterizedTest
    @EnumSource(
            value = ProviderKind.class,
            names = {"WAHA", "GOWA", "EVOLUTION"})
    void a_gateway_gets_the_file_with_its_message(ProviderKind gateway) {
        String tenant = Fixtures.tenantId();
        String session = Fixtures.id("s").replaceAll("[^A-Za-z0-9]", "");
        scene.control(
                "POST",
                "accounts",
                "{\"provider\":\"%s\",\"session\":\"%s\",\"accessToken\":\"token\"}".formatted(gateway, session));
        KnownTenants.gateway(
                tenant,
                gateway,
                scene.apiUrl().replace("/meta", "/" + gateway.name().toLowerCase(Locale.ROOT)),
                session);
        byte[] bytes = file("image/png", 200_000);
        UploadMediaResponse upload = upload(tenant, Fixtures.id("req"), "image/png", "a.png", List.of(bytes));
        UploadMediaResponse same = upload(tenant, Fixtures.id("req"), "image/png", "a.png", pieces(bytes, 70_000));
        UploadMediaResponse other =
                upload(tenant, Fixtures.id("req"), "image/png", "a.png", List.of(file("image/png", 200_000)));

        String first = digest(tenant, upload);

        assertThat(digest(tenant, same)).isEqualTo(first);
        assertThat(digest(tenant, other)).isNotEqualTo(first);
        assertThat(providerIds(upload)).isEmpty();
    }

    /// What the gateway got, to one and the same user, so that only the file can differ.
    private String digest(String tenant, UploadMediaResponse upload) {
        String to = "+4915112345678";
        String id = scene.send(scene.text(to, "x").setTenantId(tenant).setContent(image(upload)))
                .getMessageId();
        Message message = scene.awaitState(tenant, id, MessageState.MESSAGE_STATE_SENT);
        String entry = Stream.of(scene.control("GET", "ledger?limit=10000", "").split("\\{"))
                .filter(part -> part.contains("\"" + message.getProviderMessageId() + "\""))
                .findFirst()
                .orElseThrow();
        return entry.replaceAll(".*\"contentSha256\":\"([0-9a-f]+)\".*", "$1");
    }

    @Test
    void a_file_of_a_message_that_waits_long_is_kept_until_then() {
        UploadMediaResponse upload = uploaded("image/png", 100);
        Instant far = Instant.now().plus(Duration.ofDays(200));

        scene.send(scene.text(Fixtures.phone(), "x")
                .setContent(image(upload))
                .setSendAt(Timestamp.newBuilder().setSeconds(far.getEpochSecond())));

        assertThat(number(
                        "SELECT extract(epoch FROM expire_time)::bigint AS n FROM media_upload WHERE upload_id = ?",
                        upload.getUploadId()))
                .isGreaterThan(far.getEpochSecond());
    }

    @Test
    void a_file_of_another_tenant_and_a_missing_one_look_alike() {
        UploadMediaResponse upload = uploaded("image/png", 100);
        String other = Fixtures.tenantId();
        KnownTenants.put(other, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);

        var foreign = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> scene.send(
                        scene.text(Fixtures.phone(), "x").setTenantId(other).setContent(image(upload))));
        assertThat(FaultStatus.of(foreign).reason().name()).isEqualTo("FIELD_INVALID");
    }

    private long count(String table, String where, UploadMediaResponse upload) {
        return number("SELECT count(*) AS n FROM " + table + " WHERE " + where, upload.getUploadId());
    }

    private List<String> providerIds(UploadMediaResponse upload) {
        return scene.service
                .bean(Db.class)
                .read(sql -> sql.list(
                        "SELECT provider_media_id FROM media_provider_id WHERE upload_id = ?",
                        row -> row.string("provider_media_id"),
                        upload.getUploadId()));
    }

    private Message sent(String tenant, Content.Builder content) {
        SendRequest.Builder request =
                scene.text(Fixtures.phone(), "x").setTenantId(tenant).setContent(content);
        return scene.awaitState(tenant, scene.send(request).getMessageId(), MessageState.MESSAGE_STATE_SENT);
    }
}

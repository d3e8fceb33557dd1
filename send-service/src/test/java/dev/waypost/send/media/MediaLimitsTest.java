package dev.waypost.send.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.Media;
import dev.waypost.proto.send.v1.MediaServiceGrpc;
import dev.waypost.proto.send.v1.UploadMediaRequest;
import dev.waypost.proto.send.v1.UploadMediaResponse;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What may not be uploaded, and when files go.
class MediaLimitsTest extends MediaScene {
    @Test
    void what_is_too_large_or_of_another_kind_is_refused_before_it_is_sent() {
        UploadMediaResponse large =
                uploaded("image/png", 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 500_000);
        UploadMediaResponse odd = uploaded("application/zip", 100);
        UploadMediaResponse picture = uploaded("image/png", 100);

        assertThat(failure(() -> scene.send(scene.text(Fixtures.phone(), "x").setContent(image(large)))))
                .isEqualTo("FIELD_INVALID");
        assertThat(failure(() -> scene.send(scene.text(Fixtures.phone(), "x").setContent(image(odd)))))
                .isEqualTo("FIELD_INVALID");
        assertThat(failure(() -> scene.send(scene.text(Fixtures.phone(), "x")
                        .setContent(Content.newBuilder()
                                .setImage(Media.newBuilder()
                                        .setUploadId(picture.getUploadId())
                                        .setMimeType("image/jpeg"))))))
                .isEqualTo("FIELD_INVALID");
        assertThat(failure(() ->
                        uploaded("image/png", 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1)))
                .isEqualTo("FIELD_INVALID");
        assertThat(failure(() -> uploaded("no type", 5))).isEqualTo("FIELD_INVALID");
        assertThat(failure(() -> uploaded("image/png", 0))).isEqualTo("FIELD_INVALID");
        assertThat(unfinished()).isZero();
        assertUsageIsExact(scene.tenant);
    }

    @Test
    void bytes_that_are_not_what_they_are_said_to_be_are_refused() {
        byte[] page = "<html><script>alert(1)</script></html>".getBytes(StandardCharsets.UTF_8);
        byte[] picture = file("image/png", 700_000);

        for (byte[] lie : List.of(page, new byte[] {1}, new byte[700_000])) {
            assertThat(failure(() -> upload(Fixtures.id("req"), "image/png", "a.png", List.of(lie))))
                    .isEqualTo("FIELD_INVALID");
        }
        assertThat(failure(() -> upload(Fixtures.id("req"), "image/jpeg", "a.jpg", List.of(picture))))
                .isEqualTo("FIELD_INVALID");
        // One byte at a time hides nothing.
        assertThat(failure(() -> upload(Fixtures.id("req"), "image/png", "a.png", pieces(page, 1))))
                .isEqualTo("FIELD_INVALID");
        assertThat(unfinished()).isZero();
        assertUsageIsExact(scene.tenant);
    }

    @Test
    void a_tenants_files_have_a_quota_that_the_same_file_uses_once() {
        String tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
        List<byte[]> first = pieces(file("image/png", 5_900_000), 1_000_000);
        for (int i = 0; i < 5; i++) {
            upload(
                    tenant,
                    Fixtures.id("req"),
                    "image/png",
                    i + ".png",
                    i == 0 ? first : pieces(file("image/png", 5_900_000), 1_000_000));
        }
        upload(tenant, Fixtures.id("req"), "image/png", "again.png", List.of(file("image/png", 100)));

        assertThat(failure(() -> upload(
                        tenant, Fixtures.id("req"), "image/png", "6.png", pieces(file("image/png", 600_000), 300_000))))
                .isEqualTo("MEDIA_QUOTA_REACHED");
        assertUsageIsExact(tenant);
        assertThat(number("SELECT bytes AS n FROM media_usage WHERE tenant_id = ?", tenant))
                .isEqualTo(5 * 5_900_000 + 100);
    }

    @Test
    void what_a_tenant_uses_is_exact_after_many_at_once_and_after_files_went() {
        String tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
        byte[] bytes = file("image/png", 1_200_000);

        List<UploadMediaResponse> uploads = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> upload(tenant, Fixtures.id("req"), "image/png", "a.png", pieces(bytes, 400_000))))
                .limit(6)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(number("SELECT count(*) AS n FROM media_file WHERE tenant_id = ?", tenant))
                .isEqualTo(1);
        assertUsageIsExact(tenant);
        uploads.forEach(this::expire);
        scene.service.bean(MediaSweepWorker.class).runOnce();
        assertThat(number("SELECT bytes AS n FROM media_usage WHERE tenant_id = ?", tenant))
                .isZero();
    }

    private void assertUsageIsExact(String tenant) {
        assertThat(number("SELECT coalesce((SELECT bytes FROM media_usage WHERE tenant_id = ?), 0) AS n", tenant))
                .isEqualTo(number(
                        "SELECT coalesce(sum(length(bytes)), 0) AS n FROM media_piece WHERE tenant_id = ?", tenant));
    }

    @Test
    void an_upload_that_breaks_off_leaves_nothing() throws Exception {
        var answer = new Answer();
        StreamObserver<UploadMediaRequest> stream =
                MediaServiceGrpc.newStub(scene.service.admin()).uploadMedia(answer);
        stream.onNext(piece(scene.tenant, Fixtures.id("req"), "image/png", "a.png", file("image/png", 600_000)));
        stream.onError(Status.CANCELLED.asRuntimeException());

        assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class);
        await().until(() -> unfinished() == 0);
    }

    @Test
    void a_file_goes_when_its_time_is_over_and_no_other_upload_needs_it() {
        byte[] bytes = file("image/png", 10_000);
        UploadMediaResponse first = upload(Fixtures.id("req"), "image/png", "a.png", List.of(bytes));
        UploadMediaResponse second = upload(Fixtures.id("req"), "image/png", "b.png", List.of(bytes));
        MediaSweepWorker worker = scene.service.bean(MediaSweepWorker.class);
        MediaStore store = scene.service.bean(MediaStore.class);
        Upload kept = store.find(scene.tenant, second.getUploadId()).orElseThrow();

        expire(first);
        worker.runOnce();
        assertThat(store.find(scene.tenant, first.getUploadId())).isEmpty();
        assertThat(store.bytes(kept)).isEqualTo(bytes);

        expire(second);
        worker.runOnce();
        assertThat(fileRows(kept.fileId())).isZero();
    }

    @Test
    void a_file_whose_time_is_over_is_refused_also_before_it_went() {
        UploadMediaResponse upload = uploaded("image/png", 10_000);
        expire(upload);

        assertThat(failure(() -> scene.send(scene.text(Fixtures.phone(), "x").setContent(image(upload)))))
                .isEqualTo("FIELD_INVALID");
    }

    private void expire(UploadMediaResponse upload) {
        scene.service
                .bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE media_upload SET expire_time = now() WHERE upload_id = ?", upload.getUploadId()));
    }

    private long fileRows(String fileId) {
        return number(
                "SELECT (SELECT count(*) FROM media_file WHERE file_id = ?)"
                        + " + (SELECT count(*) FROM media_piece WHERE file_id = ?) AS n",
                fileId,
                fileId);
    }

    private long unfinished() {
        return number("SELECT count(*) AS n FROM media_file WHERE tenant_id = ? AND sha256 IS NULL", scene.tenant);
    }
}

package dev.waypost.send.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.seal.SealedUnderStore;
import dev.waypost.providers.Content;
import dev.waypost.providers.MediaInside;
import dev.waypost.providers.MediaSource;
import dev.waypost.providers.MediaTypes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/// Takes files, and tells what is known of them.
@Singleton
public class Uploads {
    private static final Duration SLACK = Duration.ofDays(1);
    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final int MOST_REMEMBERED = 10_000;

    private final MediaStore store;
    private final MediaSettings settings;
    private final InstantSource clock;
    private final Vault vault;
    private final SealedUnderStore keys;

    /// Shorter than any slack that keeping leaves.
    private final Cache<String, Upload> recent = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    Uploads(MediaStore store, MediaSettings settings, InstantSource clock, Vault vault, SealedUnderStore keys) {
        this.vault = vault;
        this.keys = keys;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /// Begins to take a file.
    ///
    /// @param sealed whether it is to lie sealed; one that is there already stays as it is
    Intake begin(String tenantId, String requestId, String mimeType, String filename, boolean sealed) {
        Fault wrong = Fault.of(Reason.FIELD_INVALID);
        if (tenantId.isEmpty()) {
            wrong = wrong.violation("tenant_id", "value: none (expected: a tenant, in the first request)");
        }
        if (requestId.isEmpty()) {
            wrong = wrong.violation("request_id", "value: none (expected: an id, in the first request)");
        }
        if (!MediaTypes.isType(mimeType)) {
            wrong = wrong.violation(
                    "mime_type",
                    "value: " + Fault.Violation.shown(mimeType) + " (expected: a media type such as image/jpeg)");
        }
        if (wrong.hasViolations()) {
            throw wrong;
        }
        String fileId = Ids.next("file");
        store.begin(tenantId, fileId);
        if (sealed) {
            keys.used(vault.primaryKey());
        }
        return new Intake(store, settings, tenantId, requestId, fileId, mimeType, filename, sealed);
    }

    /// The upload that counts: this one, or the one that was made by the same request before.
    Upload finish(Intake intake) {
        Upload mine = intake.upload(Ids.next("upl"));
        Upload counts = store.name(mine, settings.keep());
        if (!counts.fileId().equals(mine.fileId())) {
            store.drop(mine.tenantId(), mine.fileId());
        }
        boolean same = Arrays.equals(counts.sha256(), mine.sha256())
                && counts.mimeType().equals(mine.mimeType())
                && counts.filename().equals(mine.filename());
        if (!same) {
            throw Fault.of(Reason.REQUEST_ID_REUSED).with("request_id", mine.requestId());
        }
        return counts;
    }

    /// The content with what is known of its uploaded files; each is kept until then at least.
    ///
    /// @throws Fault when there is no such file, or it is of another type than the message says
    public Content known(String tenantId, Content content, Duration untilSent) {
        return MediaInside.replaced(
                content,
                media -> media.source() instanceof MediaSource.Upload asked
                        ? known(tenantId, media, asked, untilSent)
                        : media);
    }

    private Content.Media known(String tenantId, Content.Media media, MediaSource.Upload asked, Duration untilSent) {
        String field = "content." + media.type();
        Upload upload = find(tenantId, asked.id())
                .orElseThrow(() -> Fault.of(Reason.FIELD_INVALID)
                        .violation(
                                field + ".upload_id",
                                "value: " + asked.id() + " (expected: a file that was uploaded and has not expired)"));
        String said = media.mimeType();
        if (said != null && !FileTypePolicy.bare(said).equals(FileTypePolicy.bare(upload.mimeType()))) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            field + ".mime_type",
                            "value: " + Fault.Violation.shown(said) + " (expected: none, or " + upload.mimeType()
                                    + " as it was uploaded)");
        }
        keep(upload, untilSent);
        return filled(media, upload, new MediaSource.Upload(upload.uploadId(), upload.size()));
    }

    /// A file that is not too old, as it was found within the last seconds.
    Optional<Upload> find(String tenantId, String uploadId) {
        String key = tenantId + "/" + uploadId;
        Upload known = recent.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Upload> found = store.find(tenantId, uploadId);
        found.ifPresent(upload -> recent.put(key, upload));
        return found;
    }

    /// A file that goes out to many is written of once a day, not once per message.
    private void keep(Upload upload, Duration untilSent) {
        Instant least = clock.instant().plus(untilSent).plus(settings.keep());
        if (upload.expireTime().isBefore(least.minus(SLACK))) {
            store.keep(upload.tenantId(), upload.uploadId(), least);
            recent.put(upload.tenantId() + "/" + upload.uploadId(), upload.until(least));
        }
    }

    /// What the message does not say of the file, its upload said.
    static Content.Media filled(Content.Media media, Upload upload, MediaSource source) {
        String filename = media.filename();
        String mimeType = media.mimeType();
        boolean named =
                media.kind() == Content.MediaKind.DOCUMENT && !upload.filename().isEmpty();
        return new Content.Media(
                media.kind(),
                source,
                media.caption(),
                filename == null && named ? upload.filename() : filename,
                mimeType == null ? upload.mimeType() : mimeType,
                media.voice());
    }
}

package dev.waypost.send.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.platform.fault.Fault;
import dev.waypost.providers.Content;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.MediaInside;
import dev.waypost.providers.MediaSource;
import dev.waypost.providers.MediaTypes;
import dev.waypost.providers.MediaUploader;
import dev.waypost.providers.OutgoingMessage;
import dev.waypost.providers.Provider;
import dev.waypost.providers.Providers;
import dev.waypost.providers.SendOutcome;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sends messages whose files we keep: handed to a provider that keeps files, once per endpoint, or with the message.
@Singleton
public class MediaSender {
    private static final int UNIT = 1024;

    /// What Meta says of a file that it does not have any more: a wrong parameter, or a file that cannot be had.
    private static final Set<String> FILE_GONE = Set.of("100", "131009", "131052", "131053");

    private static final int TURNS = 64;
    private static final int MOST_REMEMBERED = 10_000;

    /// Far less than what providers' ids live shorter here than there.
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private final Providers providers;
    private final Uploads uploads;
    private final MediaStore store;
    private final Semaphore memory;
    private final int units;
    private final Lock[] turns =
            Stream.generate(ReentrantLock::new).limit(TURNS).toArray(Lock[]::new);
    private final Cache<String, String> ids = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    MediaSender(Providers providers, Uploads uploads, MediaStore store, MediaSettings settings) {
        this.providers = providers;
        this.uploads = uploads;
        this.store = store;
        this.units = Math.toIntExact(settings.memory() / UNIT);
        this.memory = new Semaphore(units, true);
    }

    /// Why a file cannot go out; ends the replacing of files inside a content.
    private static final class NotReady extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient SendOutcome outcome;

        NotReady(SendOutcome outcome) {
            super("a file is not ready", null, false, false);
            this.outcome = outcome;
        }
    }

    /// One message on its way.
    private static final class Work {
        private final String tenantId;
        private final String endpointId;
        private final EndpointAccess access;
        private final Provider provider;
        private final long end;
        private final List<String> remembered = new ArrayList<>();
        private int held;

        Work(String tenantId, String endpointId, EndpointAccess access, Provider provider, Duration timeout) {
            this.tenantId = tenantId;
            this.endpointId = endpointId;
            this.access = access;
            this.provider = provider;
            this.end = System.nanoTime() + timeout.toNanos();
        }

        String key(Upload upload) {
            return key(upload.uploadId());
        }

        String key(String uploadId) {
            return tenantId + "/" + endpointId + "/" + uploadId;
        }

        Duration left() {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                throw new NotReady(new SendOutcome.Retry(Duration.ZERO, "its files took all the time", false));
            }
            return left;
        }
    }

    /// Tries once, within `timeout`. A provider that forgot a file of ours gets it again, and the message once more: it
    /// refused the first one.
    public SendOutcome send(
            String tenantId, String endpointId, EndpointAccess access, OutgoingMessage message, Duration timeout) {
        Provider provider = providers.of(access.provider());
        var work = new Work(tenantId, endpointId, access, provider, timeout);
        try {
            SendOutcome outcome = once(work, message);
            boolean forgotten = outcome instanceof SendOutcome.Refused refused
                    && !work.remembered.isEmpty()
                    && FILE_GONE.contains(refused.code());
            if (!forgotten) {
                return outcome;
            }
            work.remembered.forEach(uploadId -> {
                ids.invalidate(work.key(uploadId));
                store.forgetProviderId(tenantId, endpointId, uploadId);
            });
            work.remembered.clear();
            return once(work, message);
        } catch (NotReady notReady) {
            return notReady.outcome;
        } finally {
            memory.release(work.held);
        }
    }

    private SendOutcome once(Work work, OutgoingMessage message) {
        Content content = withFiles(work, message.content());
        return work.provider
                .sender()
                .send(
                        work.access,
                        new OutgoingMessage(
                                message.messageId(), message.to(), content, message.replyTo(), message.callback()),
                        work.left());
    }

    /// Nothing was said to the recipient yet, so whatever goes wrong here can be tried again.
    private Content withFiles(Work work, Content content) {
        try {
            return MediaInside.replaced(
                    content,
                    media -> media.source() instanceof MediaSource.Upload upload ? ready(work, media, upload) : media);
        } catch (Fault storeAway) {
            throw new NotReady(new SendOutcome.Retry(Duration.ofSeconds(1), "its files cannot be read now", false));
        }
    }

    private Content.Media ready(Work work, Content.Media media, MediaSource.Upload asked) {
        Upload upload = uploads.find(work.tenantId, asked.id())
                .orElseThrow(() -> new NotReady(new SendOutcome.Refused(
                        SendOutcome.Refusal.CONTENT,
                        "UPLOAD_EXPIRED",
                        "the uploaded file was deleted before its message's turn")));
        Optional<MediaUploader> uploader = work.provider.uploader();
        if (uploader.isEmpty()) {
            return Uploads.filled(media, upload, new MediaSource.Bytes(bytes(work, upload)));
        }
        String id = held(work, upload).orElseGet(() -> handedOverOnce(work, uploader.get(), media, upload));
        return Uploads.filled(media, upload, new MediaSource.ProviderId(id));
    }

    /// What the provider has of the file already.
    private Optional<String> held(Work work, Upload upload) {
        String key = work.key(upload);
        String recent = ids.getIfPresent(key);
        Optional<String> known = recent == null
                ? store.providerId(work.tenantId, work.endpointId, upload.uploadId())
                : Optional.of(recent);
        known.ifPresent(id -> {
            ids.put(key, id);
            work.remembered.add(upload.uploadId());
        });
        return known;
    }

    /// Many messages with the same new file: one hands it over, the others find it.
    private String handedOverOnce(Work work, MediaUploader uploader, Content.Media media, Upload upload) {
        Lock turn = turns[Math.floorMod(work.key(upload).hashCode(), turns.length)];
        try {
            if (!turn.tryLock(work.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new NotReady(new SendOutcome.Retry(Duration.ZERO, "its file is being handed over", false));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotReady(new SendOutcome.Retry(Duration.ZERO, "stopped", false));
        }
        try {
            return held(work, upload).orElseGet(() -> handedOver(work, uploader, media, upload));
        } finally {
            turn.unlock();
        }
    }

    private String handedOver(Work work, MediaUploader uploader, Content.Media media, Upload upload) {
        Content.Media filled = Uploads.filled(media, upload, media.source());
        @Nullable String filename = filled.filename();
        var file = new MediaUploader.File(
                media.kind(),
                MediaTypes.of(filled),
                filename == null ? MediaTypes.filename(filled) : filename,
                bytes(work, upload));
        return switch (uploader.upload(work.access, file, work.left())) {
            case MediaUploader.Uploaded.Held held -> {
                store.remember(work.tenantId, work.endpointId, upload.uploadId(), held.providerMediaId(), held.lives());
                yield held.providerMediaId();
            }
            case MediaUploader.Uploaded.Failed failed -> throw new NotReady(failed.outcome());
        };
    }

    /// Waits for its share of memory, but no longer than the message may take.
    private byte[] bytes(Work work, Upload upload) {
        int share = (int) Math.min(units, upload.size() / UNIT + 1);
        try {
            if (!memory.tryAcquire(share, work.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new NotReady(
                        new SendOutcome.Retry(Duration.ofSeconds(1), "too many files are on their way", false));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotReady(new SendOutcome.Retry(Duration.ZERO, "stopped", false));
        }
        work.held += share;
        return store.bytes(upload);
    }
}

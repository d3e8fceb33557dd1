package dev.waypost.ingress;

import static org.awaitility.Awaitility.await;

import dev.waypost.proto.ingress.v1.Acknowledgement;
import dev.waypost.proto.ingress.v1.OpenSubscription;
import dev.waypost.proto.ingress.v1.SubscribeRequest;
import dev.waypost.proto.ingress.v1.SubscribeResponse;
import dev.waypost.proto.ingress.v1.SubscriptionServiceGrpc;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A subscriber: keeps what a stream gives it, and acknowledges what it is told to.
final class SubscriberStream implements StreamObserver<SubscribeResponse> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<SubscribeResponse> got = new CopyOnWriteArrayList<>();
    private final StreamObserver<SubscribeRequest> requests;
    private volatile @Nullable Throwable failed;
    private volatile boolean completed;

    SubscriberStream(Channel channel, String tenantId, String projectId, int most, String after) {
        requests = SubscriptionServiceGrpc.newStub(channel).subscribe(this);
        requests.onNext(SubscribeRequest.newBuilder()
                .setTenantId(tenantId)
                .setOpen(OpenSubscription.newBuilder()
                        .setProjectId(projectId)
                        .setMaxInFlight(most)
                        .setAfterEventId(after))
                .build());
    }

    @Override
    public void onNext(SubscribeResponse response) {
        got.add(response);
    }

    @Override
    public void onError(Throwable failure) {
        failed = failure;
    }

    @Override
    public void onCompleted() {
        completed = true;
    }

    List<SubscribeResponse> got() {
        return List.copyOf(got);
    }

    void awaits(int number) {
        await().atMost(PATIENCE).until(() -> got.size() >= number);
    }

    void accept(int index) {
        said(index, true);
    }

    void refuse(int index) {
        said(index, false);
    }

    private void said(int index, boolean accepted) {
        requests.onNext(SubscribeRequest.newBuilder()
                .setAcknowledgement(Acknowledgement.newBuilder()
                        .setDeliveryId(got.get(index).getDeliveryId())
                        .setAccepted(accepted))
                .build());
    }

    List<String> texts() {
        return got.stream()
                .map(response -> response.getEvent().getPayload().toStringUtf8())
                .map(body -> body.substring(
                        body.indexOf("\"body\":\"") + 8, body.indexOf('"', body.indexOf("\"body\":\"") + 8)))
                .toList();
    }

    void end() {
        requests.onCompleted();
        await().atMost(PATIENCE).until(() -> completed);
    }

    String failure() {
        await().atMost(PATIENCE).until(() -> failed != null);
        return String.valueOf(failed);
    }
}

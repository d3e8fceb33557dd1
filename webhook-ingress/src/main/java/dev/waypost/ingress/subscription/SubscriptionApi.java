package dev.waypost.ingress.subscription;

import dev.waypost.proto.ingress.v1.SubscribeRequest;
import dev.waypost.proto.ingress.v1.SubscribeResponse;
import dev.waypost.proto.ingress.v1.SubscriptionServiceGrpc.SubscriptionServiceImplBase;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// `SubscriptionService`.
@Singleton
class SubscriptionApi extends SubscriptionServiceImplBase {
    private final Subscriptions subscriptions;

    SubscriptionApi(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public StreamObserver<SubscribeRequest> subscribe(StreamObserver<SubscribeResponse> observer) {
        return new SubscriptionStreamApi(subscriptions, observer);
    }
}

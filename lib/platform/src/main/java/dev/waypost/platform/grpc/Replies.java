package dev.waypost.platform.grpc;

import io.grpc.stub.StreamObserver;

/// Ends a unary call with its one answer.
public final class Replies {
    private Replies() {}

    public static <T> void reply(StreamObserver<T> observer, T response) {
        observer.onNext(response);
        observer.onCompleted();
    }
}

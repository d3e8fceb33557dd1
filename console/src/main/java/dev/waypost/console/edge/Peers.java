package dev.waypost.console.edge;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.grpc.GrpcPeers;
import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import jakarta.inject.Singleton;
import java.util.function.Function;

/// The services behind the console, asked on behalf of the caller: roles and tenants are checked where the data lives.
@Singleton
public final class Peers {
    private final GrpcPeers peers;

    Peers(GrpcPeers peers) {
        this.peers = peers;
    }

    public <S extends AbstractStub<S>> S config(Incoming incoming, Function<Channel, S> stub) {
        return stub.apply(peers.channel("config", incoming.caller()));
    }

    public <S extends AbstractStub<S>> S send(Incoming incoming, Function<Channel, S> stub) {
        return stub.apply(peers.channel("send", incoming.caller()));
    }

    public <S extends AbstractStub<S>> S health(Incoming incoming, Function<Channel, S> stub) {
        return stub.apply(peers.channel("health", incoming.caller()));
    }

    public <S extends AbstractStub<S>> S ingress(Incoming incoming, Function<Channel, S> stub) {
        return stub.apply(peers.channel("ingress", incoming.caller()));
    }

    /// Any of the services, for whoever is signed in.
    public <S extends AbstractStub<S>> S of(String service, Caller caller, Function<Channel, S> stub) {
        return stub.apply(peers.channel(service, caller));
    }

    /// As the console itself: only for what the caller was just allowed to see, in another service's words.
    public <S extends AbstractStub<S>> S ownHealth(Function<Channel, S> stub) {
        return stub.apply(peers.channel("health"));
    }
}

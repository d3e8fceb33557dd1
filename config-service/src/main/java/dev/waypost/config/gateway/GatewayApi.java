package dev.waypost.config.gateway;

import dev.waypost.config.change.Names;
import dev.waypost.config.hub.HubCommits;
import dev.waypost.config.hub.Page;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.config.v1.CreateGatewayRequest;
import dev.waypost.proto.config.v1.CreateGatewayResponse;
import dev.waypost.proto.config.v1.DeleteGatewayCodeRequest;
import dev.waypost.proto.config.v1.DeleteGatewayCodeResponse;
import dev.waypost.proto.config.v1.DeleteGatewayRequest;
import dev.waypost.proto.config.v1.DeleteGatewayResponse;
import dev.waypost.proto.config.v1.GatewayServiceGrpc;
import dev.waypost.proto.config.v1.GetGatewayRequest;
import dev.waypost.proto.config.v1.GetGatewayResponse;
import dev.waypost.proto.config.v1.ListGatewayCodesRequest;
import dev.waypost.proto.config.v1.ListGatewayCodesResponse;
import dev.waypost.proto.config.v1.ListGatewaysRequest;
import dev.waypost.proto.config.v1.ListGatewaysResponse;
import dev.waypost.proto.config.v1.SetGatewayCodeRequest;
import dev.waypost.proto.config.v1.SetGatewayCodeResponse;
import dev.waypost.proto.config.v1.UpdateGatewayRequest;
import dev.waypost.proto.config.v1.UpdateGatewayResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Instant;

/// Gateways and their codes over gRPC.
@Singleton
final class GatewayApi extends GatewayServiceGrpc.GatewayServiceImplBase {
    private final GatewayStore store;
    private final CodeStore codeStore;
    private final Gateways gateways;
    private final Codes codes;
    private final HubCommits commits;

    GatewayApi(GatewayStore store, CodeStore codeStore, Gateways gateways, Codes codes, HubCommits commits) {
        this.store = store;
        this.codeStore = codeStore;
        this.gateways = gateways;
        this.codes = codes;
        this.commits = commits;
    }

    @Override
    public void createGateway(CreateGatewayRequest r, StreamObserver<CreateGatewayResponse> observer) {
        String id = r.getGatewayId();
        var wanted = new Gateway(
                id,
                r.getName().isEmpty() ? id : r.getName(),
                r.getTenantId(),
                r.getEndpointId(),
                r.getWord(),
                Names.orNull(r.getDefaultProjectId()),
                !r.hasActive() || r.getActive(),
                1,
                Instant.EPOCH,
                Instant.EPOCH);
        Replies.reply(
                observer,
                commits.commit(
                        r.getRequestId(),
                        r,
                        CreateGatewayResponse.parser(),
                        change -> CreateGatewayResponse.newBuilder()
                                .setGateway(GatewayWireApi.write(gateways.add(change, wanted)))
                                .build()));
    }

    @Override
    public void getGateway(GetGatewayRequest r, StreamObserver<GetGatewayResponse> observer) {
        String id = r.getGatewayId();
        Gateway found = Gateways.GATEWAY.seen(id, r.getTenantId(), store.find(id));
        Replies.reply(
                observer,
                GetGatewayResponse.newBuilder()
                        .setGateway(GatewayWireApi.write(found))
                        .build());
    }

    @Override
    public void listGateways(ListGatewaysRequest r, StreamObserver<ListGatewaysResponse> observer) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        var answer = ListGatewaysResponse.newBuilder();
        String next = page.fill(store.list(page), one -> answer.addGateways(GatewayWireApi.write(one)), Gateway::id);
        Replies.reply(observer, answer.setNextPageToken(next).build());
    }

    @Override
    public void updateGateway(UpdateGatewayRequest r, StreamObserver<UpdateGatewayResponse> observer) {
        Replies.reply(observer, commits.commit(r.getRequestId(), r, UpdateGatewayResponse.parser(), change -> {
            Gateway after = gateways.update(
                    change, r.getGatewayId(), r.getExpectedRevision(), held -> GatewayWireApi.edit(r, held));
            return UpdateGatewayResponse.newBuilder()
                    .setGateway(GatewayWireApi.write(after))
                    .build();
        }));
    }

    @Override
    public void deleteGateway(DeleteGatewayRequest r, StreamObserver<DeleteGatewayResponse> observer) {
        Replies.reply(observer, commits.commit(r.getRequestId(), r, DeleteGatewayResponse.parser(), change -> {
            gateways.delete(change, r.getGatewayId(), r.getExpectedRevision(), r.getForce());
            return DeleteGatewayResponse.getDefaultInstance();
        }));
    }

    @Override
    public void setGatewayCode(SetGatewayCodeRequest r, StreamObserver<SetGatewayCodeResponse> observer) {
        Replies.reply(observer, commits.commit(r.getRequestId(), r, SetGatewayCodeResponse.parser(), change -> {
            Code code = codes.set(change, r.getGatewayId(), r.getCode(), r.getTenantId());
            return SetGatewayCodeResponse.newBuilder()
                    .setCode(GatewayWireApi.write(code))
                    .build();
        }));
    }

    @Override
    public void deleteGatewayCode(DeleteGatewayCodeRequest r, StreamObserver<DeleteGatewayCodeResponse> observer) {
        Replies.reply(observer, commits.commit(r.getRequestId(), r, DeleteGatewayCodeResponse.parser(), change -> {
            codes.delete(change, r.getGatewayId(), r.getCode(), r.getTenantId());
            return DeleteGatewayCodeResponse.getDefaultInstance();
        }));
    }

    @Override
    public void listGatewayCodes(ListGatewayCodesRequest r, StreamObserver<ListGatewayCodesResponse> observer) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        var answer = ListGatewayCodesResponse.newBuilder();
        String next = page.fill(
                codeStore.list(page, r.getGatewayId()),
                one -> answer.addCodes(GatewayWireApi.write(one)),
                CodeStore::token);
        Replies.reply(observer, answer.setNextPageToken(next).build());
    }
}

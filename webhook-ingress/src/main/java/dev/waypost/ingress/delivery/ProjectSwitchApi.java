package dev.waypost.ingress.delivery;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.config.v1.DisableProjectRequest;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.ProjectDisableCause;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;

/// Asks config-service to switch a project off.
@Singleton
class ProjectSwitchApi {
    private final GrpcPeers peers;

    ProjectSwitchApi(GrpcPeers peers) {
        this.peers = peers;
    }

    /// @return false when there is nothing to switch off: it was changed meanwhile, or is gone altogether
    boolean disable(String projectId, long revision, SwitchCause cause) {
        try {
            HubServiceGrpc.newBlockingStub(peers.channel("config"))
                    .disableProject(DisableProjectRequest.newBuilder()
                            .setRequestId(Ids.next("req"))
                            .setProjectId(projectId)
                            .setExpectedRevision(revision)
                            .setCause(
                                    switch (cause) {
                                        case GONE -> ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE;
                                        case FAILING -> ProjectDisableCause.PROJECT_DISABLE_CAUSE_FAILING;
                                    })
                            .build());
            return true;
        } catch (StatusRuntimeException e) {
            Fault fault = FaultStatus.of(e);
            if (fault.reason() == Reason.REVISION_CONFLICT || fault.reason() == Reason.PROJECT_NOT_FOUND) {
                return false;
            }
            throw fault;
        }
    }
}

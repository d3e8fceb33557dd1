package dev.waypost.platform.grpc;

import io.grpc.ServiceDescriptor;
import java.util.List;

/// Every gRPC service that this process answers for; what has no handler yet answers `NOT_IMPLEMENTED`.
public record Contract(String protoPackage, List<ServiceDescriptor> services) {}

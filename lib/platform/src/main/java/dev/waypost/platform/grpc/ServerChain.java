package dev.waypost.platform.grpc;

import dev.waypost.platform.auth.Callers;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.ServerCalls;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.grpc.v1_6.GrpcTelemetry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// The road that every call takes to its handler: trace, meter, errors, deadline, access, tenant and field rules.
@Singleton
final class ServerChain implements BeanCreatedEventListener<ServerBuilder<?>> {
    private final OpenTelemetry openTelemetry;
    private final MeterRegistry meters;
    private final Callers callers;
    private final List<Contract> contracts;
    private final List<BindableService> handlers;
    private final List<RequestRules> rules;
    private final DeadlineInterceptor deadlines = new DeadlineInterceptor();

    ServerChain(
            OpenTelemetry openTelemetry,
            MeterRegistry meters,
            Callers callers,
            List<Contract> contracts,
            List<BindableService> handlers,
            List<RequestRules> rules) {
        this.openTelemetry = openTelemetry;
        this.meters = meters;
        this.callers = callers;
        this.contracts = contracts;
        this.handlers = handlers;
        this.rules = rules;
    }

    @Override
    public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
        ServerBuilder<?> server = event.getBean();
        server.executor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("grpc-", 0).factory()));
        // The last one added sees the call first.
        server.intercept(new RequestInterceptor(rules));
        server.intercept(new AccessInterceptor(callers));
        server.intercept(deadlines);
        server.intercept(new ErrorInterceptor(meters));
        server.intercept(new MeterInterceptor(meters));
        server.intercept(GrpcTelemetry.create(openTelemetry).createServerInterceptor());
        Set<String> handled = handlers.stream()
                .map(handler -> handler.bindService().getServiceDescriptor().getName())
                .collect(Collectors.toSet());
        contracts.stream()
                .flatMap(contract -> contract.services().stream())
                .filter(service -> !handled.contains(service.getName()))
                .forEach(service -> server.addService(notImplemented(service)));
        server.addService(ProtoReflectionServiceV1.newInstance());
        return server;
    }

    @PreDestroy
    void close() {
        deadlines.close();
    }

    private static ServerServiceDefinition notImplemented(ServiceDescriptor service) {
        var definition = ServerServiceDefinition.builder(service);
        for (MethodDescriptor<?, ?> method : service.getMethods()) {
            addNotImplemented(definition, method);
        }
        return definition.build();
    }

    private static <Q, A> void addNotImplemented(
            ServerServiceDefinition.Builder definition, MethodDescriptor<Q, A> method) {
        ServerCallHandler<Q, A> refuse = method.getType().clientSendsOneMessage()
                ? ServerCalls.asyncServerStreamingCall(
                        (request, observer) -> ServerCalls.asyncUnimplementedUnaryCall(method, observer))
                : ServerCalls.asyncBidiStreamingCall(
                        observer -> ServerCalls.asyncUnimplementedStreamingCall(method, observer));
        definition.addMethod(method, refuse);
    }
}

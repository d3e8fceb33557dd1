package dev.waypost.bench;

import com.google.protobuf.ByteString;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.config.v1.ExportTenantsRequest;
import dev.waypost.proto.config.v1.GetTransferRequest;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import dev.waypost.proto.config.v1.ImportTenantsResponse;
import dev.waypost.proto.config.v1.ReadExportRequest;
import dev.waypost.proto.config.v1.TransferServiceGrpc;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/// How many tenants a second an import stores, an export writes, and the relay publishes after it; each tenant has one
/// endpoint.
final class ImportBench {
    private static final int PIECE = 1 << 20;
    private static final String PASSPHRASE = "correct horse battery staple";

    private ImportBench() {}

    static void main(List<String> arguments) throws Exception {
        int tenants = arguments.isEmpty() ? 100_000 : Integer.parseInt(arguments.getFirst());
        System.out.printf("%n| %,d tenants | seconds | per second |%n| --- | --- | --- |%n", tenants);
        String database = Backends.freshDatabase();
        byte[] locked;
        try (ServiceUnderTest config = config(database, 1)) {
            importAll(config, "import without secrets", file(tenants), "", tenants);
            published(database, tenants);
            try (Connection connection = DriverManager.getConnection(database, Backends.username(), "");
                    var statement = connection.createStatement()) {
                statement.execute("ANALYZE");
            }
            locked = export(config, tenants);
        }
        String second = Backends.freshDatabase();
        try (ServiceUnderTest config = config(second, 2)) {
            importAll(config, "import of that export", locked, PASSPHRASE, tenants);
        }
    }

    private static ServiceUnderTest config(String database, int cache) {
        return ServiceUnderTest.start(
                "config", Map.of("waypost.db.url", database, "waypost.redis.url", Backends.redisUrl() + "/" + cache));
    }

    private static byte[] file(int tenants) {
        var text = new StringBuilder("{\"waypost\":\"export\",\"version\":1}\n");
        for (int i = 0; i < tenants; i++) {
            text.append("{\"kind\":\"tenant\",\"object\":{\"tenant_id\":\"bench-")
                    .append(i);
            text.append("\",\"name\":\"Salon ").append(i);
            text.append("\",\"endpoints\":[{\"endpoint_id\":\"main\",\"provider\":\"WAHA\",\"session\":\"s-")
                    .append(i);
            text.append("\",\"api_url\":\"http://127.0.0.1:8190/waha\"}]}}\n");
        }
        return text.append("{\"end\":\"export\"}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void importAll(ServiceUnderTest config, String what, byte[] file, String passphrase, int tenants)
            throws Exception {
        var stored = new CompletableFuture<ImportTenantsResponse>();
        long start = System.nanoTime();
        StreamObserver<ImportTenantsRequest> sender = TransferServiceGrpc.newStub(config.admin())
                .importTenants(new StreamObserver<>() {
                    @Override
                    public void onNext(ImportTenantsResponse answer) {
                        stored.complete(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        stored.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        stored.completeExceptionally(new IllegalStateException("no answer"));
                    }
                });
        var first =
                ImportTenantsRequest.newBuilder().setRequestId(Ids.next("req")).setPassphrase(passphrase);
        for (int at = 0; at < file.length; at += PIECE) {
            sender.onNext((at == 0 ? first : ImportTenantsRequest.newBuilder())
                    .setChunk(ByteString.copyFrom(file, at, Math.min(PIECE, file.length - at)))
                    .build());
        }
        sender.onCompleted();
        Operation begun = stored.get().getOperation();
        row(what + ": upload of %,d MB".formatted(file.length >> 20), start, tenants);
        Operation ended = ended(config, begun);
        if (ended.getFailedItems() > 0 || ended.getDoneItems() != tenants) {
            throw new IllegalStateException(ended.toString());
        }
        row(what + ": upload to the end", start, tenants);
    }

    private static byte[] export(ServiceUnderTest config, int tenants) {
        var transfers = TransferServiceGrpc.newBlockingStub(config.admin());
        long start = System.nanoTime();
        Operation ended = ended(
                config,
                transfers
                        .exportTenants(ExportTenantsRequest.newBuilder()
                                .setRequestId(Ids.next("req"))
                                .setPassphrase(PASSPHRASE)
                                .build())
                        .getOperation());
        row("export", start, tenants);
        long read = System.nanoTime();
        var bytes = new ByteArrayOutputStream();
        transfers
                .readExport(ReadExportRequest.newBuilder()
                        .setOperationId(ended.getOperationId())
                        .build())
                .forEachRemaining(piece -> bytes.writeBytes(piece.getChunk().toByteArray()));
        row("read of it, %,d MB".formatted(bytes.size() >> 20), read, tenants);
        return bytes.toByteArray();
    }

    private static Operation ended(ServiceUnderTest config, Operation begun) {
        var transfers = TransferServiceGrpc.newBlockingStub(config.admin());
        Operation now = begun;
        while (!now.hasEndTime()) {
            LockSupport.parkNanos(100_000_000);
            now = transfers
                    .getTransfer(GetTransferRequest.newBuilder()
                            .setOperationId(begun.getOperationId())
                            .build())
                    .getOperation();
        }
        return now;
    }

    private static void published(String database, int tenants) throws SQLException {
        long start = System.nanoTime();
        try (Connection connection = DriverManager.getConnection(database, Backends.username(), "");
                var statement = connection.createStatement()) {
            boolean behind = true;
            while (behind) {
                LockSupport.parkNanos(50_000_000);
                try (var rows = statement.executeQuery(
                        "SELECT EXISTS (SELECT FROM config.tenant WHERE published_revision < revision)")) {
                    rows.next();
                    behind = rows.getBoolean(1);
                }
            }
        }
        row("published by the relay, after the import's end", start, tenants);
    }

    private static void row(String what, long start, int tenants) {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("| %s | %,.1f | %,.0f |%n", what, seconds, tenants / seconds);
    }
}

package dev.waypost.embedded;

import java.nio.file.Path;

/// A program that holds durable backends until it is killed: `folder postgresPort redisPort`.
final class HoldBackends {
    private HoldBackends() {}

    public static void main(String[] args) throws InterruptedException {
        var folder = DataFolder.open(Path.of(args[0]));
        var backends = EmbeddedBackends.durable(folder, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        System.out.println(
                "up " + backends.postgres().pid() + " " + backends.redis().pid());
        System.out.flush();
        Thread.currentThread().join();
    }
}

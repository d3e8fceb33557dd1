package dev.waypost.embedded;

import java.util.Locale;

/// The operating system and processor that this process runs on, and how the server archives name them.
record HostPlatform(String os, String arch) {

    static HostPlatform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static HostPlatform of(String osName, String osArch) {
        var os = osName.toLowerCase(Locale.ROOT);
        var arch = osArch.toLowerCase(Locale.ROOT);
        return new HostPlatform(
                os.startsWith("mac") ? "darwin" : os.startsWith("linux") ? "linux" : os.replace(' ', '-'),
                switch (arch) {
                    case "amd64", "x86_64" -> "amd64";
                    case "aarch64", "arm64" -> "arm64";
                    default -> arch;
                });
    }

    boolean isLinux() {
        return os.equals("linux");
    }

    String postgresArchive() {
        var processor = switch (arch) {
            case "amd64" -> "x86_64";
            case "arm64" -> "arm_64";
            default -> arch;
        };
        return "postgres-" + os + "-" + processor + ".txz";
    }

    String redisBinary() {
        return "redis-server-" + RedisServer.VERSION + "-" + os + "-" + arch;
    }

    @Override
    public String toString() {
        return os + "/" + arch;
    }
}

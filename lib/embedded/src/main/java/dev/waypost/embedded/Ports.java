package dev.waypost.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/// Whether TCP ports of this machine are free.
public final class Ports {
    private Ports() {}

    /// Refuses the start when `port`, wanted for `what`, is taken.
    public static void requireFree(String what, int port) {
        if (port < 1 || port > 65535) {
            throw new StartRefused(
                    "port " + port + " for " + what + " is outside 1..65535; use a smaller --port-offset");
        }
        // A server that was just ended vanishes from the process table a moment before the kernel closes its sockets.
        if (!Waiting.until(Duration.ofSeconds(1), () -> isFree(port))) {
            throw new StartRefused("port " + port + " (" + what
                    + ") is in use by another program; stop that program, or move every port with --port-offset N");
        }
    }

    public static boolean isFree(int port) {
        try (var probe = new ServerSocket()) {
            // A connection of an earlier run that lingers in TIME_WAIT is no reason to refuse.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// A port nobody listens on right now; someone else may take it before you do.
    public static int anyFree() {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new StartRefused("no free port on the loopback interface: " + e.getMessage(), e);
        }
    }
}

package dev.waypost.health.signal;

/// What went through an endpoint of late.
///
/// @param sent messages taken in the last minutes
/// @param unreachable tries in them that nobody answered
/// @param refused tries in them whose credential or account was refused
/// @param sessionless tries in them without a session
/// @param unheard messages that were taken long enough ago to be acknowledged, while nothing was acknowledged
/// since; 0 when something was
public record Signal(long sent, long unreachable, long refused, long sessionless, long unheard) {
    public static final Signal NONE = new Signal(0, 0, 0, 0, 0);

    long failed() {
        return unreachable + refused + sessionless;
    }

    long tries() {
        return sent + failed();
    }
}

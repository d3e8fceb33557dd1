package dev.waypost.health.signal;

import dev.waypost.health.verdict.Finding;
import dev.waypost.health.verdict.Trouble;

/// Corrects what a probe found by what traffic shows: a provider that says it works, while nothing goes
/// through, does not.
///
/// What a probe found wrong stays: traffic only ever makes a finding worse.
public final class SignalPolicy {
    /// Fewer tries say nothing.
    private static final int FEWEST_TRIES = 10;
    private static final int FEWEST_UNHEARD = 10;
    private static final double BROKEN = 0.5;
    private static final double LIMITED = 0.2;

    private SignalPolicy() {}

    public static Finding judge(Finding probed, Signal signal) {
        if (!probed.carries() || signal.tries() == 0 && signal.unheard() == 0) {
            return probed;
        }
        double share = signal.tries() < FEWEST_TRIES ? 0 : (double) signal.failed() / signal.tries();
        if (share >= BROKEN) {
            return new Finding.Lost(failing(signal), trouble(signal));
        }
        if (probed instanceof Finding.Limited) {
            return probed;
        }
        if (share >= LIMITED) {
            return new Finding.Limited(failing(signal), trouble(signal));
        }
        return signal.unheard() >= FEWEST_UNHEARD
                ? new Finding.Limited(
                        "of " + signal.unheard() + " messages that it took none was acknowledged", Trouble.SESSION)
                : probed;
    }

    private static String failing(Signal signal) {
        return signal.failed() + " of " + signal.tries() + " tries of the last minutes failed";
    }

    private static Trouble trouble(Signal signal) {
        if (signal.refused() >= signal.unreachable() && signal.refused() >= signal.sessionless()) {
            return Trouble.CREDENTIAL;
        }
        return signal.sessionless() >= signal.unreachable() ? Trouble.SESSION : Trouble.TRANSPORT;
    }
}

package dev.waypost.ingress.intake;

import java.util.List;

/// Where webhooks are made to last, all of a batch or none of it.
public interface IntakeLog {
    /// Returns after they are safe; what was there already is left as it is.
    List<Taken> commit(List<Intake> intakes);
}

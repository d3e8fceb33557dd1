package dev.waypost.health.alert;

/// Something that looks for trouble. Each bean of this type is asked in every turn.
interface Watch {
    /// Looks now; what it throws counts as having seen nothing, neither good nor bad.
    Seen look(Rules rules);
}

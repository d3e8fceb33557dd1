package dev.waypost.config.transfer;

/// The steps of one kind of operation.
///
/// A step commits what it changes together with its [Advance], through the [Ledger], so that a crash at any line
/// leaves both done or neither.
interface TransferWork {
    TransferKind kind();

    /// Makes the step that the lease's cursor points at.
    ///
    /// @throws LeaseLost when another process works the operation now
    Turn step(Lease lease);
}

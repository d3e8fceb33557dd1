/// A fake WhatsApp world: provider faces, customer backends, a fault plan and a ledger, over plain HTTP.
///
/// It shares no code with the suite it tests, so that a misreading of a provider's contract is not made twice.
package dev.waypost.simulator;

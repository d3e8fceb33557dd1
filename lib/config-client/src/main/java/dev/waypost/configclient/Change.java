package dev.waypost.configclient;

/// One announced change.
///
/// @param member a tenant's id, `app:<id>` or `gateway:<id>`
record Change(String member, long revision, boolean gone) {
    /// As Redis holds it: a negative revision is one at which the tenant was gone.
    static Change of(String member, long signed) {
        return new Change(member, Math.abs(signed), signed < 0);
    }
}

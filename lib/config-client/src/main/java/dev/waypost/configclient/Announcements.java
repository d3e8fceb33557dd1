package dev.waypost.configclient;

/// Takes what the sources of changes tell.
interface Announcements {
    void heard(Change change);

    /// What was known is about another database: none of its revisions says anything any more.
    void otherDatabase();
}

package dev.waypost.providers;

import java.time.Duration;

/// Hands files to a provider that keeps them under ids of its own.
public interface MediaUploader {

    /// A file to hand over.
    ///
    /// @param filename as the recipient sees it, for documents
    record File(Content.MediaKind kind, String mimeType, String filename, byte[] bytes) {

        /// Says nothing of the content.
        @Override
        public String toString() {
            return "File[" + kind + ", " + mimeType + ", " + bytes.length + " bytes]";
        }
    }

    /// What became of a file.
    sealed interface Uploaded {
        /// The provider keeps it for this long.
        record Held(String providerMediaId, Duration lives) implements Uploaded {}

        /// It was not taken; the outcome says what that means for a message with this file. Never
        /// [SendOutcome.Accepted] or [SendOutcome.Unknown]: a file that nobody was told of does no harm.
        record Failed(SendOutcome outcome) implements Uploaded {}
    }

    /// Tries once, within `timeout`.
    Uploaded upload(EndpointAccess endpoint, File file, Duration timeout);
}

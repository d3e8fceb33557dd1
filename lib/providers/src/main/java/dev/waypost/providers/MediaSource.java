package dev.waypost.providers;

/// Where the bytes of a medium come from.
public sealed interface MediaSource {

    /// An address that the provider fetches.
    record Link(String url) implements MediaSource {}

    /// A file that the provider holds already.
    record ProviderId(String id) implements MediaSource {}

    /// A file that we keep. It becomes one of the others before a provider sees it.
    ///
    /// @param size in bytes; 0 while nobody looked
    record Upload(String id, long size) implements MediaSource {}

    /// The bytes themselves, which travel with the message or are handed over just before it.
    record Bytes(byte[] bytes) implements MediaSource {

        /// Says nothing of the content.
        @Override
        public String toString() {
            return "Bytes[" + bytes.length + "]";
        }
    }
}

package dev.waypost.platform.http;

/// Why a URL must not be called.
///
/// @param detail for people, with the host and the address where one was found
public record UrlRefusal(Kind kind, String detail) {

    /// The class of reason, for programs.
    public enum Kind {
        /// Not an absolute URL of a scheme that is called.
        MALFORMED,
        /// Plain http towards an address that is not the operator's own.
        NOT_HTTPS,
        /// A user name or password stands in the URL.
        CREDENTIALS,
        /// The name has no address.
        UNRESOLVED,
        /// This machine.
        LOOPBACK,
        /// The cable or the machine's own neighbourhood.
        LINK_LOCAL,
        /// Where clouds hand out the machine's credentials.
        METADATA,
        /// A network inside.
        PRIVATE,
        /// Multicast, documentation, tunnels and everything else that is not global unicast.
        RESERVED
    }
}

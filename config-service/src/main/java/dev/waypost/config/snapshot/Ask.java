package dev.waypost.config.snapshot;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// One name that somebody wants looked up now, and what will be answered.
///
/// @param first the name, or its first part; a hash is in hexadecimal
/// @param second the second part of a name that has two, else empty
record Ask(Kind kind, String first, String second, CompletableFuture<@Nullable Answer> answer) {
    /// What is looked up by.
    enum Kind {
        /// A tenant by its id, with its snapshot; of all other names only who is behind them is asked.
        TENANT,
        PHONE_NUMBER,
        WABA,
        SESSION,
        ENDPOINT_PATH,
        APP,
        VERIFY_TOKEN,
        GATEWAY,
        GATEWAY_CODE
    }

    Ask(Kind kind, String first, String second) {
        this(kind, first, second, new CompletableFuture<>());
    }

    static Ask ofTenant(String tenantId) {
        return new Ask(Kind.TENANT, tenantId, "");
    }

    /// The answer once its round has ended; null when nobody is behind the name.
    @Nullable
    Answer await() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}

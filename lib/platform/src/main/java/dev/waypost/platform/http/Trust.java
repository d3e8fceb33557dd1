package dev.waypost.platform.http;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose certificates are believed.
record Trust(SSLSocketFactory sockets, X509TrustManager manager) {
    static Trust ofTheSystem() {
        return of(null);
    }

    /// @param store of certificates; without one, those that the system believes
    static Trust of(@Nullable KeyStore store) {
        try {
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var manager = (X509TrustManager) managers.getTrustManagers()[0];
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager}, null);
            return new Trust(context.getSocketFactory(), manager);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS is not there", e);
        }
    }
}

package dev.waypost.platform.work;

/// Background work of a service: started after its servers, closed before them.
public interface Worker extends AutoCloseable {
    void start();

    /// Stops taking work and returns when what is under way has ended.
    @Override
    void close();
}

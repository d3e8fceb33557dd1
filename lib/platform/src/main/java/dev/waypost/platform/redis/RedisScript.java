package dev.waypost.platform.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A Lua script that runs as one step inside Redis.
public record RedisScript(String source, String sha) {
    /// Reads the script from the classpath, like `services/config/redis/write.lua`.
    public static RedisScript of(String resource) {
        String path = resource.startsWith("classpath:") ? resource.substring(10) : resource;
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in = loader.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no script at " + resource);
            }
            return inline(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RedisScript inline(String source) {
        return new RedisScript(source, io.lettuce.core.codec.Base16.digest(source.getBytes(StandardCharsets.UTF_8)));
    }
}

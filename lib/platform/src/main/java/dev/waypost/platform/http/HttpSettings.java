package dev.waypost.platform.http;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// What outbound calls to URLs that users gave may reach.
@ConfigurationProperties("waypost.http")
public record HttpSettings(
        @Bindable(defaultValue = "")
        @Doc("Networks that are not public and may be called all the same, like 10.1.0.0/16,127.0.0.0/8.")
        String allowedCidrs,

        @Bindable(defaultValue = "false") @Doc("Whether plain http may be used towards public addresses.")
        boolean allowPlainHttp,

        @Bindable(defaultValue = "5s") @Doc("How long a connection may take to open.")
        Duration connectTimeout,

        @Bindable(defaultValue = "1024") @Doc("Calls to one host and port at the same time, at most; others wait.")
        int maxPerHost,

        @Bindable(defaultValue = "4s")
        @Doc(
                "How long an idle HTTP/1.1 connection is used again: less than the other side keeps it, Node's servers 5 s.")
        Duration keepAlive,

        @Bindable(defaultValue = "1048576") @Doc("The longest answer body that is read, in bytes.")
        int maxAnswerBytes) {}

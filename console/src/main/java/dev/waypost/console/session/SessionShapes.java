package dev.waypost.console.session;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.send.v1.ListSessionsRequest;
import dev.waypost.proto.send.v1.Session;
import jakarta.inject.Singleton;
import java.util.List;

/// What many sessions look like in JSON: without what is to be scanned, which is for one.
@Singleton
final class SessionShapes implements Documented {
    static final Shape SESSION = Shape.snakeCase(Session.getDescriptor()).hide("pairing");

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.answered("TenantSession", SESSION, Session.getDescriptor()),
                Schema.asked("SessionList", SESSION, ListSessionsRequest.getDescriptor()));
    }
}

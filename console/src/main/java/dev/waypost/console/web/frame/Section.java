package dev.waypost.console.web.frame;

import dev.waypost.platform.auth.Role;

/// A part of the console, as its navigation offers it to those who may see it.
public enum Section {
    OVERVIEW("Overview", "overview", Role.VIEWER),
    TENANTS("Tenants", "tenants", Role.VIEWER),
    MESSAGES("Messages", "messages", Role.TENANT_READ),
    INBOUND("Inbound", "inbound", Role.TENANT_READ),
    HUB("Hub", "hub", Role.TENANT_READ),
    OPERATIONS("Operations", "operations", Role.VIEWER);

    private final String title;
    private final String path;
    private final Role needs;

    Section(String title, String path, Role needs) {
        this.title = title;
        this.path = path;
        this.needs = needs;
    }

    public String title() {
        return title;
    }

    public Link link() {
        return Link.to(path);
    }

    boolean isFor(Role role) {
        return role.allows(needs);
    }
}

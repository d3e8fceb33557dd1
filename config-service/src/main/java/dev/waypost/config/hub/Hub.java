package dev.waypost.config.hub;

import dev.waypost.config.change.Resource;
import dev.waypost.platform.fault.Reason;

/// The kinds of resources that the hub tree consists of.
final class Hub {
    static final Resource ACCOUNT =
            new Resource("business_account", "business_account_id", Reason.BUSINESS_ACCOUNT_NOT_FOUND);
    static final Resource APP = new Resource("app", "app_id", Reason.APP_NOT_FOUND);
    static final Resource NUMBER = new Resource("phone_number", "phone_number_id", Reason.PHONE_NUMBER_NOT_FOUND);
    static final Resource PROJECT = new Resource("project", "project_id", Reason.PROJECT_NOT_FOUND);

    private Hub() {}

    /// The name for people; the id when they gave none.
    static String name(String given, String id) {
        return given.isEmpty() ? id : given;
    }
}

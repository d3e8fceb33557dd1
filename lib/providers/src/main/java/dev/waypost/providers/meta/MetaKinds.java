package dev.waypost.providers.meta;

import dev.waypost.providers.InboundEvent.Kind;

/// What kind of event a changed field makes, when it is neither message nor status.
final class MetaKinds {
    private MetaKinds() {}

    static Kind of(String field) {
        return switch (field) {
            case "account_alerts",
                    "account_review_update",
                    "account_settings_update",
                    "account_update",
                    "business_capability_update",
                    "business_username_update",
                    "flows",
                    "message_template_components_update",
                    "message_template_quality_update",
                    "message_template_status_update",
                    "partner_solutions",
                    "payment_configuration_update",
                    "phone_number_name_update",
                    "phone_number_quality_update",
                    "security",
                    "template_category_update" -> Kind.ACCOUNT;
            default -> Kind.OTHER;
        };
    }
}

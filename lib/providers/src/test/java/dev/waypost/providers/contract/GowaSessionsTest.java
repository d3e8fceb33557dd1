package dev.waypost.providers.contract;

import dev.waypost.providers.ProviderKind;

class GowaSessionsTest extends SessionContract {
    GowaSessionsTest() {
        super(ProviderKind.GOWA);
    }
}

package dev.waypost.providers.contract;

import dev.waypost.providers.ProviderKind;

class WahaSessionsTest extends SessionContract {
    WahaSessionsTest() {
        super(ProviderKind.WAHA);
    }
}

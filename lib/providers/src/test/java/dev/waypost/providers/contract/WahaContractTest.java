package dev.waypost.providers.contract;

import dev.waypost.providers.ProviderKind;

class WahaContractTest extends ProviderContract {
    WahaContractTest() {
        super(ProviderKind.WAHA);
    }
}

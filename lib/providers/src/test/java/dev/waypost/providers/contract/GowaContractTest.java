package dev.waypost.providers.contract;

import dev.waypost.providers.ProviderKind;

class GowaContractTest extends ProviderContract {
    GowaContractTest() {
        super(ProviderKind.GOWA);
    }
}

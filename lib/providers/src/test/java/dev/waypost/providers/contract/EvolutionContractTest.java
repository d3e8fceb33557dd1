package dev.waypost.providers.contract;

import dev.waypost.providers.ProviderKind;

class EvolutionContractTest extends ProviderContract {
    EvolutionContractTest() {
        super(ProviderKind.EVOLUTION);
    }
}

package dev.waypost.providers.contract;

import dev.waypost.providers.ProviderKind;

class EvolutionSessionsTest extends SessionContract {
    EvolutionSessionsTest() {
        super(ProviderKind.EVOLUTION);
    }
}

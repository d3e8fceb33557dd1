package dev.waypost.providers.contract;

import dev.waypost.providers.ProviderKind;

class MetaCloudContractTest extends ProviderContract {
    MetaCloudContractTest() {
        super(ProviderKind.META_CLOUD);
    }
}

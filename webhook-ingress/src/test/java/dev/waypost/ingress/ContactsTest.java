package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.send.v1.Contacted;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContactsTest {
    private IngressUnderTest ingress;

    @BeforeAll
    void start() {
        ingress = new IngressUnderTest();
    }

    @AfterAll
    void stop() {
        ingress.close();
    }

    @Test
    void send_service_learns_who_wrote_also_when_it_was_away() throws Exception {
        var tenant = ingress.tenant();
        ingress.send.away(true);
        assertThat(ingress.signed(tenant, tenant.message("wamid.c1", "4915112345678", "hi", null)))
                .isEqualTo(200);
        assertThat(ingress.signed(tenant, tenant.message("wamid.c2", "4915112345678", "again", null)))
                .isEqualTo(200);
        assertThat(ingress.signed(tenant, tenant.status("wamid.c3", "4915100000000", "delivered", null)))
                .isEqualTo(200);
        ingress.send.away(false);

        await().atMost(IngressUnderTest.SOON)
                .until(() -> !ingress.send.contactsOf(tenant.id).isEmpty());
        assertThat(ingress.send.contactsOf(tenant.id))
                .allSatisfy(contact ->
                        assertThat(contact.getLastTime().getSeconds()).isPositive())
                .extracting(Contacted::getUser)
                .containsOnly("4915112345678")
                .hasSizeLessThanOrEqualTo(2);
    }
}

package dev.waypost.providers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallbackMarkTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void a_mark_comes_back_as_it_went() {
        for (CallbackMark mark :
                new CallbackMark[] {new CallbackMark("msg_01J", TRACE), new CallbackMark("msg_01J", null)}) {
            assertThat(CallbackMark.parse(mark.text())).contains(mark);
        }
    }

    @Test
    void what_is_not_ours_is_nothing() {
        assertThat(CallbackMark.parse(null)).isEmpty();
        assertThat(CallbackMark.parse("")).isEmpty();
        assertThat(CallbackMark.parse("order-17")).isEmpty();
        assertThat(CallbackMark.parse("wp1.msg_01J.not-a-trace")).isEmpty();
        assertThat(CallbackMark.parse("wp2.msg_01J.")).isEmpty();
        assertThat(CallbackMark.parse("wp1.msg'01J.")).isEmpty();
        assertThat(CallbackMark.parse("wp1." + "x".repeat(600) + ".")).isEmpty();
    }
}

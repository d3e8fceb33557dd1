package dev.waypost.send.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.seal.SealedUnderStore;
import dev.waypost.platform.settings.SettingsRefused;
import dev.waypost.send.SendScene;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Master keys that kept texts still need.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealedUnderStoreTest {
    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of());
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void a_start_without_a_key_that_kept_texts_need_is_refused() {
        assertThatThrownBy(() -> checkWith("0badc0de", "now()"))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("0badc0de");
    }

    @Test
    void a_key_of_days_that_are_gone_may_go() {
        assertThat(checkWith("0badc0de", "now() - interval '11 years'")).isTrue();
    }

    @Test
    void the_key_in_use_is_noted_once() {
        SealedUnderStore keys = scene.service.bean(SealedUnderStore.class);

        keys.used("0badcafe");
        keys.used("0badcafe");

        assertThat(run("DELETE FROM sealed_under WHERE master_key = '0badcafe'"))
                .isEqualTo(1);
    }

    private boolean checkWith(String key, String lastDay) {
        run("INSERT INTO sealed_under (master_key, last_day) VALUES ('" + key + "', " + lastDay + ")");
        try {
            scene.service.bean(SealedUnderStore.class).check();
            return true;
        } finally {
            run("DELETE FROM sealed_under WHERE master_key = '" + key + "'");
        }
    }

    private int run(String statement) {
        return scene.service.bean(Db.class).statement(sql -> sql.update(statement));
    }
}

package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.POOR;
import static dev.sluice.accounting.Scene.RICH;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.credential;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Forget;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Keep;
import dev.sluice.model.call.Recall;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AnswerKeeperTest {
    private static final Bytes SAID = Bytes.utf8("{\"input\":\"words \u00e9\"}");

    private final MemoryStore store = new MemoryStore();
    private final HandClock clock = new HandClock();
    private final Accounting accounting = Scene.accounting(store, clock);

    @BeforeEach
    void giveKeys() {
        store.users().create(RICH);
        store.users().create(POOR);
        store.keys().create(key("mine", RICH), digest("mine"));
        store.keys().create(key("also-mine", RICH), digest("also-mine"));
        store.keys().create(key("theirs", POOR), digest("theirs"));
    }

    private static Recall recall(String keyId, String response) {
        return new Recall(new Identification(credential(keyId), "192.0.2.1"), response);
    }

    private static Forget forget(String keyId, String response) {
        return new Forget(new Identification(credential(keyId), "192.0.2.1"), response);
    }

    @Test
    void anAnswerIsFoundByEveryKeyOfItsUserAndByNobodyElse() {
        await(accounting.keep(new Keep(RICH.id(), "resp_1", SAID)));

        assertThat(await(accounting.recall(recall("mine", "resp_1"))).conversation())
                .isEqualTo(SAID);
        assertThat(await(accounting.recall(recall("also-mine", "resp_1"))).conversation())
                .isEqualTo(SAID);
        assertThat(await(accounting.recall(recall("theirs", "resp_1"))).conversation())
                .isNull();
        assertThat(await(accounting.recall(recall("mine", "resp_2"))).conversation())
                .isNull();
    }

    @Test
    void onlyItsUserCanHaveAnAnswerForgotten() {
        await(accounting.keep(new Keep(RICH.id(), "resp_1", SAID)));

        assertThat(await(accounting.forget(forget("theirs", "resp_1"))).found()).isFalse();
        assertThat(await(accounting.forget(forget("mine", "resp_1"))).found()).isTrue();
        assertThat(await(accounting.forget(forget("mine", "resp_1"))).found()).isFalse();
        assertThat(await(accounting.recall(recall("mine", "resp_1"))).conversation())
                .isNull();
    }

    @Test
    void anAnswerExpiresAndIsSwept() {
        await(accounting.keep(new Keep(RICH.id(), "resp_1", SAID)));

        clock.setWall(clock.wall().plus(KeepSettings.DEFAULT.ttl()));

        assertThat(await(accounting.recall(recall("mine", "resp_1"))).conversation())
                .isNull();
        assertThat(store.keptAnswers().size()).isOne();
        accounting.sweep();
        assertThat(store.keptAnswers().size()).isZero();
    }

    @Test
    void aKeyThatIsNotGoodIsToldSo() {
        assertThatThrownBy(() -> await(accounting.recall(recall("nobodys", "resp_1"))))
                .hasRootCauseInstanceOf(GatewayException.class)
                .hasMessageContaining("API key");
        assertThatThrownBy(() -> await(accounting.forget(forget("nobodys", "resp_1"))))
                .hasMessageContaining("API key");
    }

    @Test
    void whatIsTooLongIsNotKept() {
        Bytes tooLong = Bytes.of(new byte[KeepSettings.DEFAULT.maxBytes() + 1]);

        assertThatThrownBy(() -> await(accounting.keep(new Keep(RICH.id(), "resp_1", tooLong))))
                .hasMessageContaining("2097152 bytes");
        assertThat(store.keptAnswers().size()).isZero();
    }

    @Test
    void aDatabaseThatIsAwayIsNotMistakenForAnAnswerThatIsNotThere() {
        await(accounting.recall(recall("mine", "resp_1")));
        store.setAway(true);

        assertThatThrownBy(() -> await(accounting.recall(recall("mine", "resp_1"))))
                .hasMessageContaining("cannot be looked up");
        assertThatThrownBy(() -> await(accounting.keep(new Keep(RICH.id(), "resp_1", SAID))))
                .hasMessageContaining("cannot be looked up");
    }

    @Test
    void boundsThatMakeNoSenseAreRefused() {
        Duration day = Duration.ofDays(1);

        assertThatThrownBy(() -> new KeepSettings(Duration.ZERO, 1, 1)).hasMessageContaining("longer than nothing");
        assertThatThrownBy(() -> new KeepSettings(day, 0, 1)).hasMessageContaining("at least 1 answer");
        assertThatThrownBy(() -> new KeepSettings(day, 1, (8 << 20) + 1)).hasMessageContaining("up to 8MiB");
    }
}

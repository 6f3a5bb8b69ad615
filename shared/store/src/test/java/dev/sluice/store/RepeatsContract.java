package dev.sluice.store;

import static dev.sluice.store.Samples.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.store.Repeats.Asked;
import dev.sluice.store.Repeats.Begun;
import dev.sluice.store.Repeats.Known;
import dev.sluice.store.Versioned.Subject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What comes twice is done once, and what was seen is what is changed, whoever asks at the same moment. */
interface RepeatsContract extends Stage {
    Instant MORNING = Instant.parse("2026-08-01T08:00:00Z");
    Act WRITING = new Act(Users.ADMIN, "127.0.0.1", "req-1", "POST /api/groups", "", "{}");

    private Repeats repeats() {
        return store().repeats();
    }

    private static Asked asked(String key, String request) {
        return new Asked(Users.ADMIN, digest(key), digest(request));
    }

    private static Known fresh(Asked asked, Instant at) {
        return new Known.Fresh(new Begun(asked, at));
    }

    @Test
    default void ofManyWithTheSameKeyOneBeginsAndAllGetItsAnswer() throws Exception {
        Asked asked = asked("k", "make it");

        List<Known> first = Crowd.of(20, () -> repeats().begin(asked, MORNING));
        repeats().finish(new Begun(asked, MORNING), "made");
        List<Known> later = Crowd.of(5, () -> repeats().begin(asked, MORNING.plusSeconds(60)));

        assertThat(first).containsOnlyOnce(fresh(asked, MORNING)).contains(new Known.Running());
        assertThat(later).containsOnly(new Known.Done("made"));
        assertThat(repeats().begin(asked("k", "make another"), MORNING)).isEqualTo(new Known.Other());
        Asked another = asked("another", "make it");
        assertThat(repeats().begin(another, MORNING)).isEqualTo(fresh(another, MORNING));
    }

    @Test
    default void anAnswerIsKeptForADayAndSealed() throws SQLException {
        Asked asked = asked("k", "make it");
        repeats().begin(asked, MORNING);
        repeats().finish(new Begun(asked, MORNING), "a secret answer");

        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rs = statement.executeQuery("SELECT answer FROM repeatable_request")) {
            assertThat(rs.next()).isTrue();
            assertThat(new String(rs.getBytes(1), StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        }
        assertThat(repeats().begin(asked, MORNING.plus(Repeats.KEPT).minusSeconds(1)))
                .isInstanceOf(Known.Done.class);
        Instant dayAfter = MORNING.plus(Repeats.KEPT);
        assertThat(repeats().begin(asked, dayAfter)).isEqualTo(fresh(asked, dayAfter));
    }

    @Test
    default void whatFailedMayBeTriedAgainUnlessItHadWrittenSomething() {
        Asked vain = asked("vain", "r");
        Asked half = asked("half", "r");
        repeats().begin(vain, MORNING);
        repeats().begin(half, MORNING);
        WRITING.during(() -> repeats().during(new Begun(half, MORNING), () -> {
            store().users().create(Samples.user("alice"));
            return 1;
        }));

        repeats().forget(new Begun(vain, MORNING));
        repeats().forget(new Begun(half, MORNING));

        assertThat(repeats().begin(vain, MORNING)).isEqualTo(fresh(vain, MORNING));
        assertThat(repeats().begin(half, MORNING)).isEqualTo(new Known.Running());
        assertThat(repeats().begin(half, MORNING.plus(Repeats.LOST))).isEqualTo(new Known.Lost());
    }

    @Test
    default void whatANodeBeganThatHasGoneIsBegunAnewByOne() throws Exception {
        Asked asked = asked("k", "make it");
        repeats().begin(asked, MORNING);

        Instant after = MORNING.plus(Repeats.LOST);
        List<Known> later = Crowd.of(8, () -> repeats().begin(asked, after));

        assertThat(later).containsOnlyOnce(fresh(asked, after));
    }

    @Test
    default void whoWasTakenOverWritesNothingMore() {
        Asked asked = asked("k", "make it");
        Begun slow = new Begun(asked, MORNING);
        Begun quick = new Begun(asked, MORNING.plus(Repeats.LOST));
        repeats().begin(asked, slow.at());
        assertThat(repeats().begin(asked, quick.at())).isEqualTo(new Known.Fresh(quick));

        assertThatThrownBy(() -> WRITING.during(() -> repeats().during(slow, () -> {
                    store().users().create(Samples.user("alice"));
                    return 1;
                })))
                .isInstanceOf(StoreConflict.class);
        repeats().forget(slow);
        repeats().finish(slow, "by the slow one");

        assertThat(store().users().get("alice")).isEmpty();
        assertThat(repeats().begin(asked, quick.at())).isEqualTo(new Known.Running());
        repeats().finish(quick, "by the quick one");
        assertThat(repeats().begin(asked, quick.at())).isEqualTo(new Known.Done("by the quick one"));
    }

    @Test
    default void whatIsExpiredIsAbsentEvenBeforeItIsSwept() {
        for (int i = 0; i < 101; i++) {
            repeats().begin(asked("old" + i, "r"), MORNING);
        }
        Asked last = asked("last", "make it");
        Instant second = MORNING.plusMillis(1);
        repeats().begin(last, second);
        repeats().finish(new Begun(last, second), "made");
        Instant dayAfter = second.plus(Repeats.KEPT);

        assertThat(repeats().begin(last, dayAfter)).isEqualTo(fresh(last, dayAfter));
    }

    @Test
    default void ofManyWhoHaveSeenTheSameOneChangesIt() throws Exception {
        store().accounts().groups().create(new Groups.Group("team", "", true));
        Subject team = new Subject("group", "team");
        String seen = store().revisions().version(team).orElseThrow();
        AtomicInteger number = new AtomicInteger();
        AtomicInteger overtaken = new AtomicInteger();

        Crowd.of(8, () -> {
            String description = "by " + number.incrementAndGet();
            Versioned change = Versioned.change(team, seen);
            try {
                return change.during(
                        () -> store().accounts().groups().update(new Groups.Group("team", description, true)));
            } catch (VersionConflict late) {
                overtaken.incrementAndGet();
                return false;
            }
        });

        assertThat(overtaken).hasValue(7);
        assertThat(store().revisions().version(team)).isPresent().get().isNotEqualTo(seen);
    }

    @Test
    default void aChangeSaysWhichVersionItMadeAndIsHeldToTheFirstOfItsTransactions() {
        store().users().create(Samples.user("alice"));
        store().accounts().groups().create(new Groups.Group("team", "", true));
        Subject alice = new Subject("user", "alice");
        Versioned change =
                Versioned.change(alice, store().revisions().version(alice).orElseThrow());

        change.during(() -> {
            store().users().update(Samples.user("alice"));
            return store().accounts().groups().setDefault("alice", "team");
        });

        assertThat(change.made()).isEqualTo(store().revisions().version(alice));
    }

    @Test
    default void announcementsAndBatchesOfCodesHaveVersionsToo() {
        Announcement first = new Announcement("a1", "t", "x", Announcement.Level.INFO, null, null, MORNING);
        Announcement second = new Announcement(
                "a1", "t", "y\nz", Announcement.Level.WARNING, MORNING, MORNING.plusSeconds(1), MORNING);
        assertThat(store().announcements().create(first, 1)).isTrue();
        assertThat(store().announcements().create(second, 1)).isFalse();
        Subject subject = new Subject("announcement", "a1");
        String seen = store().revisions().version(subject).orElseThrow();

        assertThat(Versioned.change(subject, seen)
                        .during(() -> store().announcements().update(second)))
                .isTrue();

        assertThat(store().announcements().get("a1")).contains(second);
        assertThat(store().announcements().current(MORNING)).containsExactly(second);
        assertThat(store().announcements().current(MORNING.plusSeconds(1))).isEmpty();
        assertThatThrownBy(() -> Versioned.change(subject, seen)
                        .during(() -> store().announcements().delete("a1")))
                .isInstanceOf(VersionConflict.class);
        assertThat(store().announcements().delete("a1")).isTrue();
        assertThat(store().announcements().list()).isEmpty();
    }
}

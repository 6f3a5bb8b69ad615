package dev.sluice.accounting.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.LimitState.Scope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class OwnersTest {
    private final AtomicLong nanos = new AtomicLong();

    private Owners owners(String self, int configured) {
        return new Owners(self, configured, nanos::get);
    }

    private static List<Peer> peers(String... names) {
        return Stream.of(names).map(name -> new Peer(name, false)).toList();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static List<Long> marks() {
        return IntStream.range(0, 3_000)
                .mapToObj(i -> new Subject(Scope.KEY, "key-" + i).mark())
                .toList();
    }

    @Test
    void everyNodeNamesTheSameOwnerAndEachOwnsItsPart() {
        Owners a = owners("a", 0);
        Owners b = owners("b", 0);
        a.see(peers("a", "b", "c"));
        b.see(peers("c", "b", "a"));

        assertThat(marks())
                .allSatisfy(mark ->
                        assertThat(a.view().owner(mark)).isEqualTo(b.view().owner(mark)));
        assertThat(marks().stream().filter(mark -> a.view().isMine(mark)).count())
                .isBetween(900L, 1_100L);
    }

    @Test
    void whenANodeLeavesOnlyWhatItOwnedMoves() {
        Owners a = owners("a", 0);
        a.see(peers("a", "b", "c"));
        View before = a.view();

        a.see(peers("a", "b"));

        assertThat(marks())
                .filteredOn(mark -> !before.owner(mark).equals("c"))
                .allSatisfy(mark -> assertThat(a.view().owner(mark)).isEqualTo(before.owner(mark)));
    }

    @Test
    void aBucketFillsFromWhenThisNodeCameToOwnItNotFromTheLastChange() {
        Owners a = owners("a", 0);
        a.see(peers("a", "b", "c"));
        long kept = marks().stream()
                .filter(mark -> a.view().isMine(mark))
                .findFirst()
                .orElseThrow();
        long taken = marks().stream()
                .filter(mark -> a.view().owner(mark).equals("c"))
                .filter(mark ->
                        new View(9, "a", List.of(), 1, List.of(View.Past.of(List.of("a", "b"), 0))).isMine(mark))
                .findFirst()
                .orElseThrow();

        pass(Duration.ofSeconds(30));
        a.see(peers("a", "b"));

        assertThat(a.view().ownedSince(kept)).isZero();
        assertThat(a.view().ownedSince(taken)).isEqualTo(Duration.ofSeconds(30).toNanos());
    }

    @Test
    void aLostMemberCountsForTenMinutesAndOneThatDrainedDoesNot() {
        Owners a = owners("a", 0);
        a.see(peers("a", "b", "c"));
        pass(Duration.ofSeconds(10));
        a.see(peers("a", "b"));
        double cutOff = a.view().side(600);

        pass(Duration.ofMinutes(11));
        a.forget();
        double gone = a.view().side(600);
        a.see(List.of(new Peer("a", false), new Peer("b", true)));
        a.see(peers("a"));

        assertThat(cutOff).isEqualTo(400);
        assertThat(gone).isEqualTo(600);
        assertThat(a.view().side(600)).isEqualTo(600);
    }

    @Test
    void aLimitTooSmallToBeSharedIsGrantedByTheLargerSideOnly() {
        Owners two = owners("a", 3);
        Owners one = owners("c", 3);
        two.see(peers("a", "b"));

        assertThat(two.view().side(2)).isEqualTo(2);
        assertThat(one.view().side(2)).isZero();
        assertThat(one.view().side(600)).isEqualTo(200);
        assertThat(one.view().alone(2)).isZero();
        assertThat(one.view().alone(600)).isEqualTo(200);
    }

    @Test
    void aNodeThatStoodStillHasNothingAnyMore() {
        Owners a = owners("a", 0);
        a.see(peers("a", "b"));
        long mine = marks().stream()
                .filter(mark -> a.view().isMine(mark))
                .findFirst()
                .orElseThrow();
        pass(Duration.ofSeconds(2));
        a.beat();
        long before = a.view().ownedSince(mine);

        pass(Duration.ofSeconds(4));
        a.beat();

        assertThat(before).isZero();
        assertThat(a.view().ownedSince(mine)).isEqualTo(Duration.ofSeconds(6).toNanos());
    }

    @Test
    void whatIsLentAheadIsTwiceAShareOfASecondAndOneOfSmallLimits() {
        Owners a = owners("a", 0);
        a.see(peers("a", "b", "c"));

        assertThat(a.view().slice(600)).isEqualTo(7);
        assertThat(a.view().slice(6)).isEqualTo(1);
        assertThat(a.view().slice(60_000)).isEqualTo(667);
    }
}

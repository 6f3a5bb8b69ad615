package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Directory.Remote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private static final String ASK = "oracle.ask";

    private final Directory directory = new Directory(new Member("self", "1", Set.of(), false));

    @Test
    void questionsGoToAllWhoAnswerAndDoNotDrain() {
        hear(presence("a", 1, false));
        hear(presence("b", 1, false));
        hear(presence("c", 1, true));

        assertThat(picked()).containsExactlyInAnyOrder("a", "b");
        assertThat(directory.at("c", ASK)).isEqualTo(new Remote("m-c", "c", "bus.c.1"));
        assertThat(directory.pick("oracle.else")).isNull();
    }

    @Test
    void whoDrainsIsBetterThanNobodyAndWhoIsInDoubtComesLast() {
        hear(presence("a", 1, true));
        hear(presence("b", 1, false));
        directory.doubt("m-b");
        assertThat(picked()).containsExactly("a");

        directory.left("m-a");
        assertThat(picked()).containsExactly("b");
    }

    @Test
    void whoIsHeardAgainIsNoLongerInDoubt() {
        hear(presence("a", 1, false));
        hear(presence("b", 1, false));
        directory.doubt("m-b");
        assertThat(picked()).containsExactly("a");

        hear(presence("b", 1, false));

        assertThat(picked()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whoFallsSilentIsDoubted() {
        directory.heard(presence("a", 1, false), member -> true, 10);
        directory.heard(presence("b", 1, false), member -> true, 20);

        directory.doubtSilent(15);

        assertThat(picked()).containsExactly("b");
        assertThat(directory.now()).hasSize(3);
    }

    @Test
    void newsThatIsOlderThanWhatIsKnownChangesNothing() {
        hear(presence("a", 2, true));

        assertThat(hear(presence("a", 1, false))).isEqualTo(Directory.Heard.NOTHING);

        assertThat(directory.now().getFirst().draining()).isTrue();
    }

    @Test
    void newsOfThoseWhoHaveLeftIsNotBelieved() {
        hear(presence("a", 1, false));
        assertThat(directory.left("m-a")).containsExactly("bus.a.1");

        Directory.Heard late = directory.heard(presence("a", 2, false), member -> false, 0);

        assertThat(late).isEqualTo(Directory.Heard.NOTHING);
        assertThat(directory.now()).extracting(Member::node).containsExactly("self");
        assertThat(directory.pick(ASK)).isNull();
    }

    @Test
    void linesThatAreNoMoreAreTold() {
        Directory.Heard first = hear(presence("a", 1, false));
        Frame.Presence closed = new Frame.Presence("m-a", "a", "1", 2, false, List.of(), Map.of(), List.of("bus.a.2"));

        Directory.Heard second = hear(closed);

        assertThat(first.arrived()).isTrue();
        assertThat(second).isEqualTo(new Directory.Heard(false, Set.of("bus.a.1")));
        assertThat(directory.pick(ASK)).isNull();
    }

    @Test
    void listenersAreToldOfWhatChangesForThemOnly() {
        List<Integer> heard = new ArrayList<>();
        Members.Ear ear = directory.hear(members -> heard.add(members.size()));

        hear(presence("a", 1, false));
        hear(presence("a", 1, false));
        directory.doubt("m-a");
        hear(presence("a", 2, true));
        ear.close();
        directory.left("m-a");

        assertThat(heard).containsExactly(2, 2);
    }

    @Test
    void aSecondNodeOfThisNameIsFound() {
        assertThat(directory.namesake("self")).isNull();
        hear(presence("self", 1, false));
        assertThat(directory.namesake("self")).isEqualTo("m-self");
    }

    private Directory.Heard hear(Frame.Presence presence) {
        return directory.heard(presence, member -> true, System.nanoTime());
    }

    private Set<String> picked() {
        return IntStream.range(0, 200)
                .mapToObj(i -> directory.pick(ASK))
                .map(remote -> remote == null ? "nobody" : remote.node())
                .collect(Collectors.toSet());
    }

    private static Frame.Presence presence(String node, long revision, boolean draining) {
        String line = "bus." + node + ".1";
        return new Frame.Presence(
                "m-" + node,
                node,
                "1",
                revision,
                draining,
                List.of("oracle"),
                Map.of(ASK, List.of(line)),
                List.of(line));
    }
}

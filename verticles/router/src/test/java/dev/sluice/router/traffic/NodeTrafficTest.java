package dev.sluice.router.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Traffic.Ticket;
import dev.sluice.model.catalog.ChannelLimits;
import dev.sluice.model.catalog.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTrafficTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong clock = new AtomicLong(-3_000_000_007L);
    private final NodeTraffic traffic = new NodeTraffic("b", clock::get);

    @Test
    void withoutLimitsEverythingIsLetThroughAndCountedWhileItIsUnderWay() {
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            tickets.add(begin(ChannelLimits.NONE, 0));
        }
        assertThat(traffic.inFlight()).containsEntry("c", 1000);

        tickets.forEach(ticket -> ticket.end(5));
        tickets.getFirst().end(5);

        assertThat(traffic.inFlight()).isEmpty();
        assertThat(traffic.lane("c").inFlight()).isZero();
    }

    @Test
    void noMoreThanAllowedAreUnderWayAtOnce() {
        ChannelLimits two = new ChannelLimits(null, null, 2L);
        Ticket first = begin(two, 0);
        begin(two, 0);

        assertThat(begin(two, 0).refusedFor()).isEqualTo(SECOND);
        first.end(0);
        assertThat(begin(two, 0).refusedFor()).isNull();
    }

    @Test
    void noMinuteHasMoreRequestsThanAllowedAndARefusalSaysHowLongToWait() {
        ChannelLimits sixty = new ChannelLimits(60L, null, null);
        for (int i = 0; i < 60; i++) {
            assertThat(begin(sixty, 0).refusedFor()).as("request %s", i).isNull();
            pass(Duration.ofMillis(100));
        }

        Duration wait = Objects.requireNonNull(begin(sixty, 0).refusedFor());

        pass(wait.minusNanos(1));
        assertThat(begin(sixty, 0).refusedFor()).isNotNull();
        pass(Duration.ofNanos(1));
        assertThat(begin(sixty, 0).refusedFor()).isNull();
        assertThat(wait).isBetween(Duration.ofSeconds(54), Duration.ofSeconds(55));
    }

    @Test
    void tokensAreCountedByAGuessAndSetRightAtTheEnd() {
        ChannelLimits thousand = new ChannelLimits(null, 1000L, null);
        begin(thousand, 600).end(100);
        Ticket second = begin(thousand, 600);
        assertThat(second.refusedFor()).as("100 used and 600 guessed").isNull();
        assertThat(begin(thousand, 600).refusedFor())
                .as("700 used and 600 guessed")
                .isNotNull();

        second.end(2000);

        assertThat(begin(thousand, 0).refusedFor()).as("2100 used").isNotNull();
        pass(Duration.ofSeconds(62));
        assertThat(begin(thousand, 0).refusedFor()).isNull();
    }

    @Test
    void aCallLargerThanWhatIsAllowedIsMadeWhenNothingElseWas() {
        ChannelLimits thousand = new ChannelLimits(null, 1000L, null);

        assertThat(begin(thousand, 5000).refusedFor()).isNull();
        assertThat(begin(thousand, 5000).refusedFor()).isNotNull();
    }

    @Test
    void attemptsOfUnknownUseKeepTheirGuess() {
        ChannelLimits thousand = new ChannelLimits(null, 1000L, null);
        begin(thousand, 1000).end(-1);

        assertThat(begin(thousand, 0).refusedFor()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 7, 100})
    void theSharesOfAllNodesAddUpToTheLimit(long limit) {
        Set<String> nodes = Set.of("a", "b", "c");
        long sum = 0;
        for (String name : nodes) {
            NodeTraffic one = new NodeTraffic(name, clock::get);
            one.meet(nodes);
            sum += letThrough(one, new ChannelLimits(limit, null, null));
        }

        assertThat(sum).isEqualTo(limit);
    }

    @Test
    void aNodeThatIsGoneKeepsItsShareForTenMinutes() {
        ChannelLimits sixty = new ChannelLimits(60L, null, null);
        traffic.meet(Set.of("a", "b"));
        assertThat(letThrough(traffic, sixty)).isEqualTo(30);

        traffic.meet(Set.of("b"));
        pass(Duration.ofMinutes(2));
        assertThat(letThrough(traffic, sixty)).isEqualTo(30);

        pass(Duration.ofMinutes(9));
        traffic.meet(Set.of("b"));
        assertThat(letThrough(traffic, sixty)).isEqualTo(60);
    }

    @Test
    void whetherThereIsRoomCanBeAskedWithoutTakingIt() {
        ChannelLimits one = new ChannelLimits(1L, null, null);
        assertThat(roomIn(one)).isNull();
        assertThat(roomIn(one)).isNull();

        begin(one, 0).end(0);

        assertThat(roomIn(one)).isPositive();
    }

    @Test
    void channelsThatAreGoneAreForgottenOnceNothingIsUnderWayThere() {
        Ticket ticket = begin(ChannelLimits.NONE, 0);
        Lane busy = traffic.lane("c");
        traffic.keep(Set.of());
        assertThat(traffic.lane("c")).isSameAs(busy);

        ticket.end(0);
        traffic.keep(Set.of());

        assertThat(traffic.lane("c")).isNotSameAs(busy);
    }

    private long letThrough(NodeTraffic by, ChannelLimits limits) {
        long count = 0;
        while (by.begin(candidate(limits), 0).refusedFor() == null) {
            count++;
        }
        return count;
    }

    private @Nullable Duration roomIn(ChannelLimits limits) {
        return traffic.roomIn(traffic.lane("c"), limits);
    }

    private Ticket begin(ChannelLimits limits, long tokens) {
        return traffic.begin(candidate(limits), tokens);
    }

    private static Candidate candidate(ChannelLimits limits) {
        Timeouts timeouts = new Timeouts(SECOND, SECOND, SECOND, SECOND);
        return new Candidate("c", "c", "p", "m", timeouts).within(limits);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}

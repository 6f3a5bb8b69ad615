package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.model.call.ModelList.Model;
import dev.sluice.model.call.ModelsRequest;
import dev.sluice.model.call.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelsTest {

    @Test
    void namesAreSortedAndPatternsAreNotAmongThem() {
        TestBench bench = new TestBench(serving("a", "z", "b").patterns("gpt-*"), serving("c", "a", "b"));

        assertThat(bench.models("team")).containsExactly("a", "b", "z");
    }

    @Test
    void eachGroupSeesItsOwn() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "n").groups("vip"));

        assertThat(bench.models("team")).containsExactly("m");
        assertThat(bench.models("vip")).containsExactly("n");
        assertThat(bench.models("nobody")).isEmpty();
    }

    @Test
    void theOwnerIsTheProviderOfTheFirstChannel() {
        TestBench bench = new TestBench(
                serving("a", "m"), serving("b", "m").provider("talker").priority(1));

        assertThat(models(bench)).extracting(Model::ownedBy).containsExactly("talker");
    }

    @Test
    void aModelIsListedAsLongAsSomeChannelForItWorks() {
        TestBench bench = new TestBench(serving("a", "m", "only-a"), serving("b", "m"));

        bench.fail("a", "m", 5);

        assertThat(bench.models("team")).containsExactly("m");
        assertThat(models(bench)).extracting(Model::id).doesNotContain("only-a");
    }

    @Test
    void aModelThatTheUpstreamDoesNotKnowIsNotListedButALimitedOneIs() {
        TestBench bench = new TestBench(serving("a", "unknown", "limited").mapping("unknown", "upstream-name"));

        bench.learn("a", "unknown", Verdict.MODEL_UNKNOWN);
        bench.learn("a", "limited", Verdict.LIMITED, Duration.ofMinutes(1));

        assertThat(bench.models("team")).containsExactly("limited");
    }

    @Test
    void theTimeOfAModelIsThatOfItsFirstAppearanceHere() {
        TestBench bench = new TestBench(serving("a", "old"));
        long first = models(bench).getFirst().createdSeconds();

        bench.clock.passSeconds(100);
        bench.adopt(serving("a", "old", "recent"));

        assertThat(models(bench))
                .extracting(Model::id, Model::createdSeconds)
                .containsExactly(tuple("old", first), tuple("recent", first + 100));
    }

    @Test
    void aModelIsListedWithTheChannelsThatServeItInTheOrderOfTheirPriority() {
        TestBench bench = new TestBench(
                serving("a", "m"), serving("b", "m").priority(1), serving("c", "m"), serving("d", "other"));
        bench.fail("c", "m", 5);

        assertThat(models(bench))
                .extracting(Model::id, Model::channels)
                .contains(tuple("m", List.of("b", "a")), tuple("other", List.of("d")));
    }

    private static List<Model> models(TestBench bench) {
        return bench.router.models(new ModelsRequest("team")).models();
    }
}

package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Law 2 for requests: read, written in another dialect and read again, a request says the same, but for losses by name. */
class RequestPairsTest {
    static Stream<Arguments> everyRequestForEveryUpstream() {
        return Samples.all("requests", ".json").stream()
                .flatMap(sample -> Stream.of(Dialect.values())
                        .filter(upstream -> upstream != sample.dialect())
                        .flatMap(upstream -> Stream.of(
                                        "model-1", "gpt-5", "gpt-4o", Samples.ABLE.getOrDefault(upstream, ""))
                                .map(model -> Arguments.of(sample, upstream, model))));
    }

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @MethodSource
    void everyRequestForEveryUpstream(Samples.Sample sample, Dialect upstream, String model) {
        ChatRequest request =
                Dialects.codec(sample.dialect()).chat().readRequest(Samples.call(sample.dialect(), sample.bytes()));
        Losses losses = new Losses();

        Bytes written = Dialects.codec(upstream).chat().writeRequest(request, new Addressee(model, Set.of()), losses);
        ChatRequest arrived = Dialects.codec(upstream).chat().readRequest(Samples.call(upstream, written, model));

        SoftAssertions softly = new SoftAssertions();
        softly.assertThat(silent(request, arrived, losses.all()))
                .as("changed without a loss")
                .isEmpty();
        softly.assertThat(needless(request, arrived, losses.all()))
                .as("losses of what arrived")
                .isEmpty();
        List<String> before = RequestGist.order(request);
        List<String> after = RequestGist.order(arrived);
        if (!losses.all().contains(Loss.PLACE)) {
            softly.assertThat(common(after, before)).as("order").isEqualTo(common(before, after));
        }
        if (!Samples.isByPath(upstream)) {
            softly.assertThat(arrived.stream()).as("stream").isEqualTo(request.stream());
        }
        if (!softly.errorsCollected().isEmpty()) {
            softly.fail("written was %s, losses %s", written.utf8(), losses.list());
        }
        softly.assertAll();
    }

    private static List<String> silent(ChatRequest request, ChatRequest arrived, Set<Loss> losses) {
        return changed(request, arrived)
                .filter(change -> !RequestGist.LOOSE.contains(change.facet))
                .filter(change -> RequestGist.explaining(change.facet).stream().noneMatch(losses::contains))
                .map(Change::toString)
                .toList();
    }

    /** Losses that explain no change, although some facet would show it. */
    private static Set<Loss> needless(ChatRequest request, ChatRequest arrived, Set<Loss> losses) {
        Set<Loss> explaining = changed(request, arrived)
                .flatMap(change -> RequestGist.explaining(change.facet).stream())
                .collect(Collectors.toSet());
        Set<Loss> visible =
                RequestGist.EXPLAINED.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        visible.removeAll(Set.of(Loss.FIELD, Loss.THINKING_OFF));
        return losses.stream()
                .filter(visible::contains)
                .filter(loss -> !explaining.contains(loss))
                .collect(Collectors.toSet());
    }

    private record Change(String facet, Object before, Object after) {
        @Override
        public String toString() {
            return facet + ": " + before + " => " + after;
        }
    }

    private static Stream<Change> changed(ChatRequest request, ChatRequest arrived) {
        Map<String, Object> before = RequestGist.of(request);
        Map<String, Object> after = RequestGist.of(arrived);
        return before.entrySet().stream()
                .map(facet ->
                        new Change(facet.getKey(), facet.getValue(), after.getOrDefault(facet.getKey(), "nothing")))
                .filter(change -> !change.before.equals(change.after));
    }

    /** The lines that are in both, in the order of the first. */
    private static List<String> common(List<String> lines, List<String> others) {
        List<String> left = new ArrayList<>(others);
        return lines.stream().filter(left::remove).toList();
    }

    @org.junit.jupiter.api.Test
    void theOrderOfAConversationIsCompared() {
        assertThat(common(List.of("a", "b", "b", "c"), List.of("b", "a", "b"))).containsExactly("a", "b", "b");
    }
}

package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Route.Wishes;
import dev.sluice.model.call.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalkTest {
    private static final Candidate OWN = new Candidate("a", "a", "openai", "m", Stage.TIMEOUTS);
    private static final Candidate OWN_TOO = new Candidate("b", "b", "openai", "m", Stage.TIMEOUTS);
    private static final Candidate OTHER = OWN.standingIn("n");
    private static final Candidate LAST = OWN.standingIn("o");

    private static GatewayError error(String code) {
        return GatewayError.of(Kind.UPSTREAM_REJECTED, "No.").withCode(code);
    }

    private static Walk walk(boolean policyFallback) {
        List<Candidate> all = List.of(OWN, OWN_TOO, OTHER, LAST);
        Walk walk = new Walk(new Route(all, List.of(), true, false, new Wishes(false, false, policyFallback)));
        walk.next();
        return walk;
    }

    @Test
    void afterAFailureTheNextIsTriedWhateverItsModel() {
        Walk walk = walk(false);

        assertThat(walk.after(OWN, error("x"), Verdict.FAILED)).isEqualTo(OWN_TOO);
        assertThat(walk.after(OWN_TOO, error("x"), Verdict.LIMITED)).isEqualTo(OTHER);
        assertThat(walk.after(OTHER, error("x"), Verdict.TIMED_OUT)).isEqualTo(LAST);
        assertThat(walk.after(LAST, error("x"), Verdict.FAILED)).isNull();
    }

    @Test
    void anotherKeyOfTheChannelIsTriedOnlyWhereTheKeyWasAtFault() {
        List<Candidate> all = List.of(OWN, OWN.with("k2"), OWN.with("k3"), OWN_TOO);
        Walk walk = new Walk(new Route(all, List.of(), true));
        walk.next();

        assertThat(walk.after(OWN, error("x"), Verdict.KEY_REFUSED)).isEqualTo(OWN.with("k2"));
        assertThat(walk.after(OWN.with("k2"), error("x"), Verdict.FAILED)).isEqualTo(OWN_TOO);
    }

    @Test
    void anotherModelOfAPoolIsTriedWhereTheModelWasAtFaultAndNotWhereKeyOrChannelWere() {
        Candidate other = new Candidate("a", "a", "openai", "m2", Stage.TIMEOUTS);
        Route route = new Route(List.of(OWN, OWN.with("k2"), other, OWN_TOO), List.of(), true);

        assertThat(new Walk(route).after(null, error("x"), Verdict.FAILED)).isEqualTo(OWN);
        assertThat(begun(route).after(OWN, error("x"), Verdict.MODEL_UNKNOWN)).isEqualTo(other);
        assertThat(begun(route).after(OWN, error("x"), Verdict.LIMITED)).isEqualTo(OWN.with("k2"));
        assertThat(begun(route).after(OWN, error("x"), Verdict.UNREACHABLE)).isEqualTo(OWN_TOO);
        Walk walk = begun(route);
        assertThat(walk.after(OWN, error("x"), Verdict.KEY_REFUSED)).isEqualTo(OWN.with("k2"));
        assertThat(walk.after(OWN.with("k2"), error("x"), Verdict.KEY_REFUSED)).isEqualTo(other);
    }

    private static Walk begun(Route route) {
        Walk walk = new Walk(route);
        walk.next();
        return walk;
    }

    @Test
    void aPromptThatIsTooLongIsTriedWithAnotherModelOnly() {
        Walk walk = walk(false);

        assertThat(walk.after(OWN, error("context_length_exceeded"), Verdict.REQUEST_AT_FAULT))
                .isEqualTo(OTHER);
        assertThat(walk.after(OTHER, error("context_length_exceeded"), Verdict.REQUEST_AT_FAULT))
                .isEqualTo(LAST);
        assertThat(walk.after(LAST, error("context_length_exceeded"), Verdict.REQUEST_AT_FAULT))
                .isNull();
    }

    @Test
    void aSlowCallIsTriedBesideTheFirstAtAnotherChannelOfTheSameModelOnly() {
        Walk walk = walk(false);

        assertThat(walk.hasRivalOf(OWN)).isTrue();
        assertThat(walk.hasRivalOf(OWN_TOO)).isFalse();
        walk.next();
        assertThat(walk.hasRivalOf(OWN_TOO)).isFalse();
    }

    @Test
    void ofAChannelWithSeveralKeysTheSecondAttemptIsAtAnotherChannelAndTheKeysRemain() {
        List<Candidate> all = List.of(OWN, OWN.with("k2"), OWN_TOO, OTHER);
        Walk walk = new Walk(new Route(all, List.of(), true));
        walk.next();

        assertThat(walk.hasRivalOf(OWN)).isTrue();
        assertThat(walk.takeRivalOf(OWN)).isEqualTo(OWN_TOO);

        assertThat(walk.after(OWN, error("x"), Verdict.KEY_REFUSED)).isEqualTo(OWN.with("k2"));
        assertThat(walk.after(OWN.with("k2"), error("x"), Verdict.KEY_REFUSED)).isEqualTo(OTHER);
    }

    @Test
    void keysOfAChannelThatFailedBesideAnotherAreNotTriedAfterThat() {
        List<Candidate> all = List.of(OWN, OWN.with("k2"), OWN_TOO, OTHER);
        Walk walk = new Walk(new Route(all, List.of(), true));
        walk.next();
        walk.takeRivalOf(OWN);

        walk.failedBeside(OWN, Verdict.FAILED);

        assertThat(walk.after(OWN_TOO, error("x"), Verdict.KEY_REFUSED)).isEqualTo(OTHER);
    }

    @Test
    void aRefusedContentIsTriedElsewhereOnlyIfTheOperatorSaysSo() {
        assertThat(walk(true).after(OWN, error("content_filter"), Verdict.REQUEST_AT_FAULT))
                .isEqualTo(OTHER);
        assertThat(walk(false).after(OWN, error("content_filter"), Verdict.REQUEST_AT_FAULT))
                .isNull();
        assertThat(walk(true).after(OWN, error("invalid_value"), Verdict.REQUEST_AT_FAULT))
                .isNull();
    }
}

package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.catalog.RoutingRule;
import dev.sluice.model.catalog.RoutingRule.Canary;
import dev.sluice.model.catalog.RoutingRule.Hedge;
import dev.sluice.model.catalog.RoutingRule.Scope;
import dev.sluice.model.catalog.RoutingRule.Shadow;
import dev.sluice.model.catalog.Strategy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How channels are chosen, by model and by group. */
interface RoutingContract extends Stage {
    private RoutingRules rules() {
        return store().routing();
    }

    private static RoutingRule rule(String id, Scope scope, String subject) {
        return new RoutingRule(id, scope, subject, Strategy.FILL_FIRST, List.of(), false, null);
    }

    @Test
    default void rulesAreKeptAndEveryChangeRaisesTheGeneration() {
        RoutingRule model = new RoutingRule(
                "r1",
                Scope.MODEL,
                "gpt",
                Strategy.LOWEST_COST,
                List.of("a/b", "c"),
                true,
                new Canary("ch_1", 5),
                new Hedge(null, 5),
                new Shadow("ch_2", 3));
        RoutingRule group = rule("r2", Scope.GROUP, "team");
        long before = store().generation();
        rules().create(model);
        rules().create(group);
        RoutingRule changed = new RoutingRule(
                "r1", Scope.MODEL, "gpt", null, List.of(), false, null, new Hedge(Duration.ofMillis(1500), 50));

        assertThat(rules().all()).containsExactly(model, group);
        assertThat(store().catalog().rules()).containsExactly(model, group);
        assertThat(rules().list(null, 1).items()).containsExactly(model);
        assertThat(rules().list(rules().list(null, 1).next(), 9).items()).containsExactly(group);
        assertThat(rules().update(changed)).isTrue();
        assertThat(rules().get("r1")).contains(changed);
        assertThat(rules().delete("r2")).isTrue();
        assertThat(store().generation()).isEqualTo(before + 4);
    }

    @Test
    default void aSubjectHasOneRuleAndWhatIsNotThereChangesNothing() {
        rules().create(rule("r1", Scope.MODEL, "same"));
        rules().create(rule("r2", Scope.GROUP, "same"));
        RoutingRule again = rule("r3", Scope.MODEL, "same");
        long before = store().generation();

        assertThatThrownBy(() -> rules().create(again)).isInstanceOf(StoreConflict.class);
        assertThat(rules().update(again)).isFalse();
        assertThat(rules().delete("r3")).isFalse();
        assertThat(store().generation()).isEqualTo(before);
    }

    @Test
    default void aGroupWithARuleStays() {
        Groups groups = store().accounts().groups();
        groups.create(new Groups.Group("routed", "", true));
        rules().create(rule("r1", Scope.GROUP, "routed"));

        assertThatThrownBy(() -> groups.delete("routed")).isInstanceOf(StoreConflict.class);
        rules().delete("r1");
        assertThat(groups.delete("routed")).isTrue();
    }

    @Test
    default void aRuleComesBackAsItWas() {
        RoutingRule rule = new RoutingRule(
                "r1", Scope.MODEL, "gpt", Strategy.LEAST_IN_FLIGHT, List.of("c"), true, new Canary("ch_1", 5));
        rules().create(rule);
        long then = store().generation();
        rules().delete("r1");

        store().revisions().restore(then, false);

        assertThat(rules().get("r1")).contains(rule);
    }
}

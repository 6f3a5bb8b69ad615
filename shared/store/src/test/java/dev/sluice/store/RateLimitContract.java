package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.KeyLimits;
import org.junit.jupiter.api.Test;

/** Limits of users, groups and models. */
interface RateLimitContract extends Stage {
    private RateLimits limits() {
        return store().accounts().rateLimits();
    }

    private static RateLimit limit(String id, Scope scope, String subject, KeyLimits most) {
        return new RateLimit(id, scope, subject, most);
    }

    @Test
    default void limitsAreKeptAndEveryChangeRaisesTheGeneration() {
        RateLimit user = limit("l1", Scope.USER, "alice", new KeyLimits(600L, null, 3L));
        RateLimit model = limit("l2", Scope.MODEL, "gpt-*", new KeyLimits(null, 1_000_000L, null));
        long before = store().generation();
        limits().create(user);
        limits().create(model);
        RateLimit changed = limit("l1", Scope.USER, "alice", new KeyLimits(null, 5L, null));

        assertThat(limits().all()).containsExactly(user, model);
        assertThat(limits().list(null, 1).items()).containsExactly(user);
        assertThat(limits().list(limits().list(null, 1).next(), 9).items()).containsExactly(model);
        assertThat(limits().update(changed)).isTrue();
        assertThat(limits().get("l1")).contains(changed);
        assertThat(limits().delete("l2")).isTrue();
        assertThat(store().generation()).isEqualTo(before + 4);
    }

    @Test
    default void aSubjectHasItsLimitsOnceAndWhatIsNotThereChangesNothing() {
        limits().create(limit("l1", Scope.USER, "same", new KeyLimits(1L, null, null)));
        limits().create(limit("l2", Scope.MODEL, "same", new KeyLimits(1L, null, null)));
        RateLimit again = limit("l3", Scope.USER, "same", new KeyLimits(2L, null, null));
        long before = store().generation();

        assertThatThrownBy(() -> limits().create(again)).isInstanceOf(StoreConflict.class);
        assertThat(limits().update(again)).isFalse();
        assertThat(limits().delete("l3")).isFalse();
        assertThat(store().generation()).isEqualTo(before);
    }

    @Test
    default void aGroupWithLimitsStays() {
        Groups groups = store().accounts().groups();
        groups.create(new Groups.Group("limited", "", true));
        limits().create(limit("l1", Scope.GROUP, "limited", new KeyLimits(1L, null, null)));

        assertThatThrownBy(() -> groups.delete("limited")).isInstanceOf(StoreConflict.class);
        limits().delete("l1");
        assertThat(groups.delete("limited")).isTrue();
    }
}

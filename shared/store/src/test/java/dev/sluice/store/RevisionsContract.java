package dev.sluice.store;

import static dev.sluice.store.Samples.channel;
import static dev.sluice.store.Samples.digest;
import static dev.sluice.store.Samples.key;
import static dev.sluice.store.Samples.nano;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.model.catalog.User;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.store.Groups.Group;
import dev.sluice.store.Revision.Change;
import dev.sluice.store.Revisions.Restoration;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The history of the configuration, and the way back, on every database. */
interface RevisionsContract extends Stage {
    Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    String TOP_SECRET = "sk-upstream-0123456789abcdef";

    private Revision newest() {
        return store().revisions().list(null, 1).items().getFirst();
    }

    private Restoration restore(long number) {
        return store().by("ada").revisions().restore(number, false).orElseThrow();
    }

    private static Channel disabled(Channel it) {
        return it.change().enabled(false).channel();
    }

    private static ApiKey key(String id, String name, boolean enabled, long budget) {
        return new ApiKey(
                id,
                name,
                "sk-abc",
                Users.ADMIN,
                "default",
                enabled,
                null,
                List.of("gpt-5"),
                List.of(),
                new KeyLimits(60L, null, null),
                nano(budget),
                Instant.EPOCH);
    }

    private static Budget budget(long limit) {
        Budget.Scope scope = new Budget.Scope(Budget.Kind.USER, Users.ADMIN, null);
        return new Budget("b1", "b", scope, BudgetPeriod.TOTAL, Unit.TOKENS, limit, null, true);
    }

    @Test
    default void everyChangeSaysWhoChangedWhatAndHowItWasBefore() {
        store().by("ada").keys().create(key("k1", "one", true, 5), digest("sk-1"));
        store().by("bob").keys().update(key("k1", "one", false, 5));

        List<Revision> both = store().revisions().list(null, 2).items();

        assertThat(both).extracting(Revision::author).containsExactly("bob", "ada");
        assertThat(both.getFirst().number()).isEqualTo(store().generation());
        Change change = both.getFirst().changes().getFirst();
        assertThat(change.kind()).isEqualTo("key");
        assertThat(change.id()).isEqualTo("k1");
        assertThat(change.before()).contains("\"enabled\":true", "\"budget\":5", "[\"gpt-5\"]");
        assertThat(change.after()).contains("\"enabled\":false");
        assertThat(both.getLast().changes().getFirst().before()).isNull();
        assertThat(store().revisions().get(both.getLast().number())).contains(both.getLast());
        assertThat(store().revisions().get(1)).isEmpty();
    }

    @Test
    default void everyColumnOfWhatIsConfiguredIsASettingOrKnownNotToBe() throws SQLException {
        Set<String> known = Set.of(
                "seq",
                "handle",
                "digest",
                "hint",
                "created_at",
                "password_hash",
                "invite_code",
                "invited_by",
                Configured.SEALED,
                Configured.SEALED_PROXY);
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            for (Configured what : Configured.values()) {
                Set<String> named = new TreeSet<>(known);
                named.add(what.key());
                what.columns().forEach(column -> named.add(column.name()));
                try (var rs = statement.executeQuery("SELECT * FROM " + what.table() + " WHERE 1 = 0")) {
                    for (int i = 1; i <= rs.getMetaData().getColumnCount(); i++) {
                        assertThat(named)
                                .as(what.table())
                                .contains(rs.getMetaData().getColumnName(i));
                    }
                }
            }
        }
    }

    @Test
    default void whatTheGatewayDoesByItselfIsInItsName() {
        store().prices().publish(PriceChange.ofFiles(1, "files", List.of(PriceRule.flat("m", 1, 1)), List.of()));

        assertThat(newest().author()).isEqualTo("gateway");
        assertThat(newest().changes()).extracting(Change::kind).containsExactly("prices");
    }

    @Test
    default void aChangeOfNothingOrOfWhatIsNotThereLeavesNoRevision() {
        store().keys().create(key("k1", "one", true, 5), digest("sk-1"));
        Revision before = newest();
        long generation = store().generation();

        store().keys().update(key("k1", "one", true, 5));
        assertThat(store().keys().delete("nobody")).isFalse();
        assertThat(store().channels().delete("nothing")).isFalse();
        assertThat(store().accounts().groups().delete("nothing")).isFalse();

        assertThat(newest()).isEqualTo(before);
        assertThat(store().generation()).isEqualTo(generation + 1);
    }

    @Test
    default void revisionsComeInPagesNewestFirst() {
        for (int i = 0; i < 5; i++) {
            store().accounts().groups().create(new Group("g" + i, "", true));
        }

        Page<Revision> first = store().revisions().list(null, 3);
        Page<Revision> second = store().revisions().list(first.next(), 3);

        assertThat(first.items())
                .flatExtracting(Revision::changes)
                .extracting(Change::id)
                .containsExactly("g4", "g3", "g2");
        assertThat(second.items())
                .flatExtracting(Revision::changes)
                .extracting(Change::id)
                .containsExactly("g1", "g0");
        assertThat(second.next()).isNull();
    }

    @Test
    default void aDeletedChannelComesBackWithItsSecretAndNobodySeesTheSecret() throws SQLException {
        Channel channel = channel("c1", "next door", "https://a.example/v1");
        store().channels().create(channel, new Secret(TOP_SECRET));
        long then = store().generation();
        store().channels().delete("c1");
        Change deleted = newest().changes().getFirst();
        assertThat(deleted.after()).isNull();
        assertThat(deleted.before()).contains("\"secret\":\"sha256:").doesNotContain(TOP_SECRET);

        Restoration done = restore(then);

        assertThat(store().channels().get("c1")).contains(channel);
        assertThat(store().channels().secret("c1")).contains(new Secret(TOP_SECRET));
        assertThat(done.generation()).isEqualTo(store().generation()).isEqualTo(newest().number());
        assertThat(newest().author()).isEqualTo("ada");
        assertThat(newest().note()).isEqualTo("restored " + then);
        assertThat(sealedBytesIn("revision")).doesNotContain(TOP_SECRET);
    }

    private String sealedBytesIn(String table) throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                var rs = statement.executeQuery("SELECT before_row, after_row, sealed_secret FROM " + table)) {
            while (rs.next()) {
                byte[] bytes = rs.getBytes(3);
                all.append(rs.getString(1)).append(rs.getString(2));
                all.append(bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Test
    default void aChannelThatMovedComesBackToItsHostWithTheSecretForThatHost() {
        store().channels().create(channel("c1", "one", "https://a.example/v1"), new Secret("for a"));
        long then = store().generation();
        store().channels().update(channel("c1", "one", "https://b.example/v1"), new Secret("for b"));

        restore(then);

        assertThat(store().channels().get("c1").orElseThrow().baseUrl()).isEqualTo("https://a.example/v1");
        assertThat(store().channels().secret("c1")).contains(new Secret("for a"));
    }

    @Test
    default void aRestoreCanBeTakenBackLikeAnyOtherChange() {
        store().channels().create(channel("c1", "one", null), null);
        long first = store().generation();
        store().channels().update(disabled(channel("c1", "one", null)), null);
        long second = store().generation();

        restore(first);
        assertThat(store().channels().get("c1").orElseThrow().enabled()).isTrue();
        restore(second);

        assertThat(store().channels().get("c1").orElseThrow().enabled()).isFalse();
        assertThat(store().revisions().list(null, 10).items())
                .extracting(Revision::note)
                .startsWith("restored " + second, "restored " + first);
    }

    @Test
    default void namesThatWereExchangedAreExchangedBack() {
        store().channels().create(channel("c1", "one", null), null);
        store().channels().create(channel("c2", "two", null), null);
        long then = store().generation();
        store().channels().update(channel("c1", "three", null), null);
        store().channels().update(channel("c2", "one", null), null);
        store().channels().update(channel("c1", "two", null), null);
        store().channels().create(channel("c3", "three", null), null);

        restore(then);

        assertThat(store().channels().list())
                .extracting(Channel::id, Channel::name)
                .containsExactlyInAnyOrder(tuple("c1", "one"), tuple("c2", "two"));
    }

    @Test
    default void aDeletedKeyDoesNotComeBackAndANewOneStays() {
        store().keys().create(key("old", "old", true, 5), digest("sk-1"));
        long then = store().generation();
        store().keys().delete("old");
        store().keys().create(key("new", "new", true, 5), digest("sk-2"));

        Restoration done = restore(then);

        assertThat(store().keys().get("old")).isEmpty();
        assertThat(store().keys().get("new")).isPresent();
        assertThat(done.changes()).isEmpty();
        assertThat(done.left()).extracting(Revisions.Left::id).containsExactlyInAnyOrder("old", "new");
        assertThat(done.generation()).isEqualTo(store().generation());
    }

    @Test
    default void aKeysBudgetComesBackLessWhatWasSpent() {
        store().keys().create(key("k1", "one", true, 100), digest("sk-1"));
        long then = store().generation();
        node().settle(new Bill(
                0, Samples.row("call-1", Users.ADMIN, "k1", 30), List.of(new Bill.Charge(Account.ofKey("k1"), 30, 0))));
        store().keys().update(key("k1", "one", false, 500));

        restore(then);

        assertThat(store().keys().get("k1")).contains(key("k1", "one", true, 100));
        assertThat(store().ledger().balance(Account.ofKey("k1")).orElseThrow().posted())
                .isEqualTo(nano(70));
    }

    @Test
    default void aUsersSettingsComeBackAndTheBalanceStays() {
        store().users().create(new User("alice", "Alice", "user", true, false));
        store().ledger().adjust(Account.ofUser("alice"), nano(7), "gift", "g1");
        long then = store().generation();
        store().users().update(new User("alice", "Alice", "user", false, true));
        store().ledger().adjust(Account.ofUser("alice"), nano(5), "gift", "g2");

        restore(then);

        assertThat(store().users().get("alice")).contains(new User("alice", "Alice", "user", true, false));
        assertThat(store().ledger()
                        .balance(Account.ofUser("alice"))
                        .orElseThrow()
                        .posted())
                .isEqualTo(nano(12));
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    @Test
    default void theFirstAdministratorStaysRootAndEnabled() throws SQLException {
        User admin = store().users().get(Users.ADMIN).orElseThrow();
        long then = store().generation();
        store().users().update(new User(Users.ADMIN, "another name", "root", true, true));
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            // As rows are from before there was root.
            int aged = statement.executeUpdate("UPDATE revision SET before_row = REPLACE(REPLACE(before_row,"
                    + " '\"role\":\"root\"', '\"role\":\"admin\"'), '\"enabled\":true', '\"enabled\":false')"
                    + " WHERE subject = 'admin' AND before_row LIKE '%\"role\":\"root\"%'");
            assertThat(aged).isEqualTo(1);
        }

        restore(then);

        assertThat(store().users().get(Users.ADMIN)).contains(admin);
    }

    @Test
    default void aDeletedBudgetComesBackWithWhatWasUsedOfIt() {
        Account period = budget(100).accountAt(NOW);
        store().accounts().budgets().create(budget(100));
        store().accounts().budgets().open(period);
        node().settle(new Bill(0, Samples.row("call-1", Users.ADMIN, 30), List.of(new Bill.Charge(period, 30, 0))));
        long then = store().generation();
        store().accounts().budgets().update(budget(50), NOW);
        store().accounts().budgets().delete("b1", NOW);

        restore(then);

        assertThat(store().accounts().budgets().get("b1")).contains(budget(100));
        Budgets.Standing standing =
                store().accounts().budgets().standing(budget(100), NOW).orElseThrow();
        assertThat(standing.limit()).isEqualTo(100);
        assertThat(standing.spent()).isEqualTo(30);
        assertThat(store().accounts().budgets().sweep(NOW.plus(Duration.ofDays(2)), 10))
                .isZero();
    }

    @Test
    default void aGroupThatIsNeededStaysAndOthersGo() {
        long then = store().generation();
        store().accounts().groups().create(new Group("vip", "", true));
        store().accounts().groups().create(new Group("idle", "", true));
        ApiKey key = Samples.key("k1", null);
        store().keys()
                .create(
                        new ApiKey(
                                "k1",
                                "n",
                                "sk",
                                Users.ADMIN,
                                "vip",
                                true,
                                null,
                                List.of(),
                                List.of(),
                                KeyLimits.NONE,
                                null,
                                key.createdAt()),
                        digest("sk-1"));

        Restoration done = restore(then);

        assertThat(store().accounts().groups().get("idle")).isEmpty();
        assertThat(store().accounts().groups().get("vip")).isPresent();
        assertThat(done.left()).extracting(Revisions.Left::id).containsExactlyInAnyOrder("vip", "k1");
    }

    @Test
    default void aRehearsalSaysWhatWouldBeDoneAndDoesNothing() {
        store().channels().create(channel("c1", "one", null), new Secret("s"));
        long then = store().generation();
        store().channels().delete("c1");
        long present = store().generation();
        Revision newest = newest();

        Restoration rehearsed = store().revisions().restore(then, true).orElseThrow();

        assertThat(rehearsed.generation()).isEqualTo(present);
        assertThat(rehearsed.changes()).extracting(Change::id).containsExactly("c1");
        assertThat(rehearsed.changes().getFirst().before()).isNull();
        assertThat(store().channels().list()).isEmpty();
        assertThat(store().generation()).isEqualTo(present);
        assertThat(newest()).isEqualTo(newest);
        assertThat(restore(then).changes()).isEqualTo(rehearsed.changes());
    }

    @Test
    default void whatIsNotKeptOrNotYetThereCannotBeRestored() {
        store().accounts().groups().create(new Group("a", "", true));
        long first = store().generation();
        store().accounts().groups().create(new Group("b", "", true));

        assertThat(store().revisions().restore(store().generation() + 1, false)).isEmpty();
        assertThat(store().revisions().drop(Duration.ofDays(1))).isZero();
        assertThat(store().revisions().drop(Duration.ofMinutes(-1))).isPositive();
        assertThat(store().revisions().list(null, 10).items()).isEmpty();
        assertThat(store().revisions().restore(first, false)).isEmpty();
        assertThat(store().revisions().restore(store().generation(), false).map(Restoration::changes))
                .isEqualTo(Optional.of(List.of()));
    }

    @Test
    default void whatIsInTheWayIsNamedAndNothingIsDone() {
        store().keys().create(key("k1", "one", true, 5), digest("sk-1"));
        long then = store().generation();
        store().keys().update(key("k1", "other", true, 5));
        store().keys().create(key("k2", "one", true, 5), digest("sk-2"));

        assertThatThrownBy(() -> restore(then)).isInstanceOf(StoreConflict.class);

        assertThat(store().keys().get("k1").orElseThrow().name()).isEqualTo("other");
    }

    @Test
    default void changesAtOnceMakeRevisionsOfTheirOwn() throws Exception {
        var numbers = new AtomicInteger();
        long before = store().generation();

        Crowd.of(12, () -> {
            store().accounts().groups().create(new Group("g" + numbers.getAndIncrement(), "", true));
            return true;
        });

        assertThat(store().revisions().list(null, 50).items().stream()
                        .map(Revision::number)
                        .filter(number -> number > before)
                        .collect(Collectors.toSet()))
                .hasSize(12);
        assertThat(store().generation()).isEqualTo(before + 12);
    }

    @Test
    default void jobsAreHeldByOneAndShownWithTheirHolder() {
        assertThat(store().jobs().take("a")).isEqualTo(ofTheBooks());
        assertThat(store().jobs().take("b")).isEmpty();

        assertThat(store().jobs().held()).hasSize(ofTheBooks().size()).allSatisfy(lease -> {
            assertThat(lease.holder()).isEqualTo("a");
            assertThat(lease.left()).isPositive().isLessThanOrEqualTo(Jobs.TURN);
        });
        store().jobs().leave("a");
        assertThat(store().jobs().held()).isEmpty();
        assertThat(store().jobs().take("b")).isEqualTo(ofTheBooks());
    }

    private static Set<Job> ofTheBooks() {
        return EnumSet.complementOf(EnumSet.of(Job.PROBES));
    }

    @Test
    default void aJobOfOtherNodesIsTakenByItself() {
        assertThat(store().jobs().take(Job.PROBES, "a")).isTrue();
        assertThat(store().jobs().take(Job.PROBES, "b")).isFalse();
        assertThat(store().jobs().take(Job.PROBES, "a")).isTrue();
        assertThat(store().jobs().take("a")).isEqualTo(ofTheBooks());

        store().jobs().leave("a");
        assertThat(store().jobs().take(Job.PROBES, "b")).isTrue();
    }

    @Test
    default void jobsOfAHolderWhoDiedAreTakenByTheNext() throws SQLException {
        store().jobs().take("dead");
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE job_lease SET lease_until = lease_until - " + Jobs.TURN.toMillis() + " - 1");
        }

        assertThat(store().jobs().take("b")).isEqualTo(ofTheBooks());
        assertThat(store().jobs().take("dead")).isEmpty();
    }

    @Test
    default void aNodeOfWhichNothingIsHeardIsLostUnlessItLeft() throws SQLException {
        NodeLife left = store().nodes().begin("left");
        store().nodes().begin("silent");
        store().nodes().begin("alive");
        store().nodes().leave(left);
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE node SET lease_until = lease_until - 120000 WHERE name <> 'alive'");
        }

        assertThat(store().nodes().lost(Duration.ofDays(1))).containsExactly("silent");
        assertThat(store().nodes().lost(Duration.ofSeconds(1))).isEmpty();

        store().nodes().begin("left");
        assertThat(store().nodes().lost(Duration.ofDays(1))).containsExactly("silent");
    }
}

package dev.sluice.store;

import static dev.sluice.store.Samples.bill;
import static dev.sluice.store.Samples.channel;
import static dev.sluice.store.Samples.digest;
import static dev.sluice.store.Samples.key;
import static dev.sluice.store.Samples.nano;
import static dev.sluice.store.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.model.catalog.User;
import dev.sluice.store.KeptAnswers.Kept;
import dev.sluice.store.KeptAnswers.Limits;
import dev.sluice.store.Sessions.Session;
import dev.sluice.store.Tokens.Purpose;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every database must do with what operators configure. */
interface CatalogContract extends Stage {

    private void assertRaises(Runnable change) {
        long before = store().generation();
        change.run();
        assertThat(store().generation()).isEqualTo(before + 1);
    }

    // --- keys

    private Optional<Secret> login(String channelId) {
        return store().channels().proxyLogin(store().channels().get(channelId).orElseThrow());
    }

    @Test
    default void aKeyIsFoundByItsDigestAsItWasCreated() {
        ApiKey key = key("k1", nano(50));
        ApiKey plain = new ApiKey(
                "k2",
                "plain",
                "sk",
                Users.ADMIN,
                "g",
                false,
                null,
                List.of(),
                List.of(),
                KeyLimits.NONE,
                null,
                Instant.EPOCH);

        store().keys().create(key, digest("sk-1"));
        store().keys().create(plain, digest("sk-2"));

        assertThat(store().keys().find(digest("sk-1"))).contains(key);
        assertThat(store().keys().find(digest("sk-2"))).contains(plain);
        assertThat(store().keys().get("k1")).contains(key);
        assertThat(store().keys().find(digest("sk-3"))).isEmpty();
        assertThat(store().keys().get("k3")).isEmpty();
    }

    @Test
    default void aDigestThatOnlyBeginsAlikeIsNotFound() {
        store().keys().create(key("k1", null), digest("sk-1"));
        byte[] forged = digest("sk-1").copy();
        forged[31] ^= 1;

        assertThat(store().keys().find(Bytes.of(forged))).isEmpty();
    }

    @Test
    default void aSecondKeyOfTheSameNameOrValueIsAConflict() {
        store().keys().create(key("k1", null), digest("sk-1"));

        assertThatThrownBy(() -> store().keys().create(renamed(key("k2", null), "name of k1"), digest("sk-2")))
                .isInstanceOf(StoreConflict.class);
        assertThatThrownBy(() -> store().keys().create(key("k2", null), digest("sk-1")))
                .isInstanceOf(StoreConflict.class);

        assertThat(store().keys().list(null, 10).items()).hasSize(1);
    }

    @Test
    default void namesThatDifferInCaseOrAccentAreDifferent() {
        store().keys().create(renamed(key("k1", null), "resume"), digest("sk-1"));
        store().keys().create(renamed(key("k2", null), "Resume"), digest("sk-2"));
        store().keys().create(renamed(key("k3", null), "résumé 🙂"), digest("sk-3"));

        assertThat(store().keys().get("k3").orElseThrow().name()).isEqualTo("résumé 🙂");
    }

    @Test
    default void updatingAKeyReplacesWhatMayChange() {
        ApiKey key = key("k1", nano(50));
        store().keys().create(key, digest("sk-1"));
        ApiKey changed = new ApiKey(
                "k1",
                "new name",
                "other hint",
                "other user",
                "vip",
                false,
                null,
                List.of(),
                List.of("::1/128"),
                new KeyLimits(null, 5L, null),
                nano(70),
                Instant.EPOCH,
                true);

        assertRaises(() -> assertThat(store().keys().update(changed)).isTrue());

        ApiKey expected = new ApiKey(
                "k1",
                "new name",
                key.hint(),
                key.userId(),
                "vip",
                false,
                null,
                List.of(),
                List.of("::1/128"),
                new KeyLimits(null, 5L, null),
                nano(70),
                key.createdAt(),
                true);
        assertThat(store().keys().find(digest("sk-1"))).contains(expected);
        assertThat(store().keys().update(key("nobody", null))).isFalse();
    }

    @Test
    default void aDeletedKeyIsGoneAndItsRequestsStay() {
        store().keys().create(key("k1", null), digest("sk-1"));
        node("n1").settle(bill(row("c1", Users.ADMIN, "k1", 3), 0));

        assertRaises(() -> assertThat(store().keys().delete("k1")).isTrue());

        assertThat(store().keys().find(digest("sk-1"))).isEmpty();
        assertThat(store().keys().delete("k1")).isFalse();
        assertThat(store().requests()
                        .list(Sight.EVERYTHING, RequestFilter.ofKey("k1"), null, 10)
                        .items())
                .hasSize(1);
    }

    @Test
    default void keysAreListedInOrderOfCreationPageByPage() {
        for (int i = 9; i >= 1; i--) {
            store().keys().create(key("k" + i, null), digest("sk-" + i));
        }

        List<String> ids = new ArrayList<>();
        Page<ApiKey> page = store().keys().list(null, 4);
        int pages = 1;
        for (; page.next() != null; pages++) {
            page.items().forEach(key -> ids.add(key.id()));
            page = store().keys().list(page.next(), 4);
        }
        page.items().forEach(key -> ids.add(key.id()));

        assertThat(ids).containsExactly("k9", "k8", "k7", "k6", "k5", "k4", "k3", "k2", "k1");
        assertThat(pages).isEqualTo(3);
        assertThatThrownBy(() -> store().keys().list("nonsense", 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().keys().list(null, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ApiKey renamed(ApiKey k, String name) {
        return new ApiKey(
                k.id(),
                name,
                k.hint(),
                k.userId(),
                k.group(),
                k.enabled(),
                k.expiresAt(),
                k.models(),
                k.networks(),
                k.limits(),
                k.budget(),
                k.createdAt());
    }

    // --- channels

    @Test
    default void aChannelComesBackAsItWasCreated() {
        Channel full = channel("ch1", "first", "https://api.example/v1");
        Channel bare = Channel.draft("ch2", "second", "demo")
                .enabled(false)
                .privateAddresses(true)
                .channel();

        assertRaises(() -> store().channels().create(full, new Secret("sk-upstream")));
        store().channels().create(bare, null);

        assertThat(store().channels().get("ch1")).contains(full);
        assertThat(store().channels().list()).containsExactly(full, bare);
        assertThat(store().catalog().channels()).containsExactly(full, bare);
        assertThat(store().catalog().generation()).isEqualTo(store().generation());
        assertThat(store().channels().secret("ch1")).contains(new Secret("sk-upstream"));
        assertThat(store().channels().secret("ch2")).isEmpty();
        assertThat(store().channels().secret("ch3")).isEmpty();
    }

    @Test
    default void whatAProxyAsksForIsKeptApartAndBoundToTheProxy() {
        Channel channel = channel("ch1", "first", "https://api.example/v1");
        ProxyServer proxy = Objects.requireNonNull(channel.proxy());
        store().channels().create(channel, new Secret("sk"), new Secret("user:pass"));

        store().channels().update(channel.change().weight(2).channel(), null);
        assertThat(login("ch1")).contains(new Secret("user:pass"));
        store().channels().changeAll(it -> true, it -> it.change().weight(3).channel());
        assertThat(login("ch1")).contains(new Secret("user:pass"));
        store().channels().update(channel, null, new Secret("other:pass"));
        assertThat(login("ch1")).contains(new Secret("other:pass"));
        ProxyServer elsewhere = new ProxyServer(proxy.kind(), "evil.example", 1080, true);
        store().channels().update(channel.change().proxy(elsewhere).channel(), null);

        assertThat(login("ch1")).isEmpty();
        assertThat(store().channels().secret("ch1")).contains(new Secret("sk"));
    }

    @Test
    default void aRestoreBringsBackWhatAProxyAsksFor() {
        store().channels().create(channel("ch1", "first", null), null, new Secret("user:pass"));
        long made = store().generation();
        store().channels().delete("ch1");

        assertThat(store().by("ada").revisions().restore(made, false)).isPresent();

        assertThat(store().channels().get("ch1")).contains(channel("ch1", "first", null));
        assertThat(login("ch1")).contains(new Secret("user:pass"));
        store().channels()
                .update(channel("ch1", "first", null).change().proxy(null).channel(), null);
        assertThat(store().by("ada").revisions().restore(made, false)).isPresent();
        assertThat(login("ch1")).contains(new Secret("user:pass"));
        assertThat(store().revisions()
                        .list(null, 1)
                        .items()
                        .getFirst()
                        .changes()
                        .toString())
                .contains("proxy_login")
                .doesNotContain("user:pass");
    }

    @Test
    default void severalChannelsAreChangedInOneChangeOfTheConfiguration() {
        for (String id : List.of("ch3", "ch1", "ch2")) {
            store().channels().create(channel(id, "name of " + id, null), new Secret("of " + id));
        }
        long before = store().generation();

        List<Channel> changed = store().by("ada")
                .channels()
                .changeAll(
                        it -> !it.id().equals("ch2"),
                        it -> it.change().weight(9).channel());

        assertThat(changed).extracting(Channel::id).containsExactly("ch1", "ch3");
        assertThat(store().generation()).isEqualTo(before + 1);
        assertThat(store().channels().list()).extracting(Channel::weight).containsExactly(9, 9, 7);
        assertThat(store().channels().secret("ch3")).contains(new Secret("of ch3"));
        assertThat(store().revisions().list(null, 1).items().getFirst().changes())
                .extracting(Revision.Change::id)
                .containsExactlyInAnyOrder("ch1", "ch3");
        assertThat(store().channels()
                        .changeAll(it -> true, it -> it.change().weight(9).channel()))
                .extracting(Channel::id)
                .containsExactly("ch2");
        assertThat(store().channels().changeAll(it -> true, it -> it)).isEmpty();
        assertThat(store().generation()).isEqualTo(before + 2);
    }

    @Test
    default void anUpdateWithoutASecretKeepsTheOldOne() {
        store().channels().create(channel("ch1", "first", "https://api.example/v1"), new Secret("old"));

        Channel moved = channel("ch1", "renamed", "https://API.example/v2");
        assertRaises(() -> assertThat(store().channels().update(moved, null)).isTrue());
        assertThat(store().channels().secret("ch1")).contains(new Secret("old"));
        assertThat(store().channels().get("ch1")).contains(moved);

        store().channels().update(moved, new Secret("new"));
        assertThat(store().channels().secret("ch1")).contains(new Secret("new"));
        assertThat(store().channels().update(channel("nobody", "x", null), null))
                .isFalse();
    }

    @Test
    default void aSecretDoesNotFollowItsChannelToAnotherHost() {
        Channel channel = channel("ch1", "first", "https://api.example/v1");
        store().channels().create(channel, new Secret("old"));

        for (String url : List.of("https://evil.example/v1", "http://api.example/v1", "https://api.example:444/v1")) {
            assertThatThrownBy(() -> store().channels().update(channel("ch1", "first", url), null))
                    .isInstanceOf(StoreConflict.class)
                    .hasMessageContaining("secret");
        }

        assertThat(store().channels().get("ch1")).contains(channel);
        assertThat(store().channels().update(channel("ch1", "first", null), new Secret("new")))
                .isTrue();
        assertThat(store().channels().secret("ch1")).contains(new Secret("new"));
    }

    @Test
    default void aSecretMovedInTheDatabaseDoesNotOpen() throws SQLException {
        store().channels().create(channel("ch1", "first", "https://api.example/v1"), new Secret("sk-upstream"));

        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE channel SET base_url = 'https://evil.example/v1'");
        }

        assertThatThrownBy(() -> store().channels().secret("ch1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void aSecondChannelOfTheSameNameIsAConflict() {
        store().channels().create(channel("ch1", "first", null), null);
        store().channels().create(channel("ch2", "second", null), null);
        long before = store().generation();

        assertThatThrownBy(() -> store().channels().create(channel("ch3", "first", null), null))
                .isInstanceOf(StoreConflict.class);
        assertThatThrownBy(() -> store().channels().update(channel("ch2", "first", null), null))
                .isInstanceOf(StoreConflict.class);

        assertThat(store().generation()).isEqualTo(before);
    }

    @Test
    default void aDeletedChannelIsGone() {
        store().channels().create(channel("ch1", "first", null), new Secret("s"));

        assertRaises(() -> assertThat(store().channels().delete("ch1")).isTrue());

        assertThat(store().channels().list()).isEmpty();
        assertThat(store().channels().delete("ch1")).isFalse();
    }

    // --- users

    @Test
    default void theAdministratorIsThereFromTheFirstStart() {
        assertThat(store().users().list()).containsExactly(new User(Users.ADMIN, "admin", "root", true, true));
        assertThat(store().ledger().balance(Account.ofUser(Users.ADMIN))).contains(new Balance(nano(0), nano(0)));
        assertThat(store().users().passwordHash(Users.ADMIN)).isEmpty();
    }

    @Test
    default void aUserIsCreatedWithAnEmptyAccountAndUpdatedWithoutTouchingIt() {
        assertRaises(() -> store().users().create(Samples.user("alice")));
        store().ledger().adjust(Account.ofUser("alice"), nano(7), "gift", "g1");
        User changed = new User("alice", "Alice", "admin", false, true);

        assertRaises(() -> assertThat(store().users().update(changed)).isTrue());

        assertThat(store().users().get("alice")).contains(changed);
        assertThat(store().ledger().balance(Account.ofUser("alice"))).contains(new Balance(nano(7), nano(0)));
        assertThat(store().users().update(Samples.user("nobody"))).isFalse();
        assertThatThrownBy(() -> store().users().create(Samples.user("alice"))).isInstanceOf(StoreConflict.class);
    }

    @Test
    default void aPasswordHashIsKeptBesideTheUser() {
        store().users().setPasswordHash(Users.ADMIN, "$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA");

        store().users().update(new User(Users.ADMIN, "root", "admin", true, true));

        assertThat(store().users().passwordHash(Users.ADMIN)).contains("$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA");
        assertThat(store().users().passwordHash("nobody")).isEmpty();
    }

    // --- tokens

    @Test
    default void aTokenIsGoodForItsPurposeUntilItExpires() {
        Instant now = Instant.ofEpochMilli(1_800_000_000_000L);
        Bytes token = digest("token");
        store().tokens().put(token, Purpose.MANAGEMENT, Users.ADMIN, now.plusMillis(1));

        assertThat(store().tokens().find(token, Purpose.MANAGEMENT, now)).contains(Users.ADMIN);
        assertThat(store().tokens().find(token, Purpose.MANAGEMENT, now.plusMillis(1)))
                .isEmpty();
        assertThat(store().tokens().find(token, Purpose.SETUP, now)).isEmpty();
        assertThat(store().tokens().find(digest("other"), Purpose.MANAGEMENT, now))
                .isEmpty();

        store().tokens().put(token, Purpose.MANAGEMENT, Users.ADMIN, null);
        assertThat(store().tokens().find(token, Purpose.MANAGEMENT, now.plusSeconds(9_999_999_999L)))
                .contains(Users.ADMIN);
        store().tokens().revoke(token);
        assertThat(store().tokens().find(token, Purpose.MANAGEMENT, now)).isEmpty();
    }

    @Test
    default void aTokenIsRedeemedOnceOfSixteenAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            store().tokens().put(digest("token"), Purpose.SETUP, Users.ADMIN, null);

            List<Optional<String>> redeemed =
                    Crowd.of(16, () -> store().tokens().redeem(digest("token"), Purpose.SETUP, Instant.EPOCH));

            assertThat(redeemed.stream().flatMap(Optional::stream)).containsExactly(Users.ADMIN);
        }
    }

    @Test
    default void revokingAPurposeLeavesTheOthers() {
        store().tokens().put(digest("a"), Purpose.SETUP, Users.ADMIN, null);
        store().tokens().put(digest("b"), Purpose.SETUP, Users.ADMIN, null);
        store().tokens().put(digest("c"), Purpose.MANAGEMENT, Users.ADMIN, null);

        store().tokens().revokeAll(Purpose.SETUP);

        assertThat(store().tokens().find(digest("a"), Purpose.SETUP, Instant.EPOCH))
                .isEmpty();
        assertThat(store().tokens().find(digest("b"), Purpose.SETUP, Instant.EPOCH))
                .isEmpty();
        assertThat(store().tokens().find(digest("c"), Purpose.MANAGEMENT, Instant.EPOCH))
                .contains(Users.ADMIN);
    }

    // --- sessions

    private static Session session(String id, Instant begun) {
        return new Session(id, Users.ADMIN, begun, begun, begun.plusSeconds(3600), "127.0.0.1", "a browser");
    }

    @Test
    default void ofTooManySessionsTheOneUsedLongestAgoGoes() {
        Instant start = Instant.ofEpochMilli(1_800_000_000_000L);
        store().sessions().begin(session("used", start), digest("r1"), 2);
        store().sessions().begin(session("idle", start.plusSeconds(1)), digest("r2"), 2);
        store().sessions().turn("used", digest("r1"), digest("r3"), start.plusSeconds(60));

        store().sessions().begin(session("new", start.plusSeconds(120)), digest("r4"), 2);

        assertThat(store().sessions().list(Users.ADMIN, start.plusSeconds(120)))
                .extracting(Session::id)
                .containsExactly("new", "used");
    }

    // --- kept answers

    @Test
    default void anAnswerIsKeptForItsTenantUntilItExpires() {
        Instant now = Instant.ofEpochMilli(1_800_000_000_000L);
        KeptAnswers kept = store().keptAnswers();
        store().users().create(Samples.user("alice"));
        Limits limits = new Limits(now.plusMillis(10), 10);
        kept.keep(new Kept("resp_1", Users.ADMIN, "{\"private\":\"words \u00e9\"}"), now, limits);

        assertThat(kept.find("resp_1", Users.ADMIN, now)).contains("{\"private\":\"words \u00e9\"}");
        assertThat(kept.find("resp_1", "alice", now)).isEmpty();
        assertThat(kept.find("resp_1", Users.ADMIN, now.plusMillis(10))).isEmpty();

        assertThat(kept.forget("resp_1", "alice")).isFalse();
        assertThat(kept.forget("resp_1", Users.ADMIN)).isTrue();
        assertThat(kept.find("resp_1", Users.ADMIN, now)).isEmpty();
    }

    @Test
    default void twoTenantsMayKeepTheSameId() {
        Instant now = Instant.ofEpochMilli(1_800_000_000_000L);
        KeptAnswers kept = store().keptAnswers();
        store().users().create(Samples.user("alice"));
        Limits limits = new Limits(now.plusMillis(10), 10);

        kept.keep(new Kept("resp_1", Users.ADMIN, "1"), now, limits);
        kept.keep(new Kept("resp_1", "alice", "2"), now, limits);
        kept.keep(new Kept("resp_1", "alice", "3"), now, limits);

        assertThat(kept.find("resp_1", Users.ADMIN, now)).contains("1");
        assertThat(kept.find("resp_1", "alice", now)).contains("3");
    }

    @Test
    default void ofTooManyAnswersTheOldestGo() {
        Instant now = Instant.ofEpochMilli(1_800_000_000_000L);
        KeptAnswers kept = store().keptAnswers();
        for (int i = 0; i < 5; i++) {
            Instant then = now.plusMillis(i);
            kept.keep(new Kept("resp_" + i, Users.ADMIN, "b"), then, new Limits(now.plusSeconds(1), 3));
        }

        assertThat(kept.find("resp_1", Users.ADMIN, now)).isEmpty();
        assertThat(kept.find("resp_2", Users.ADMIN, now)).isPresent();
        assertThat(kept.find("resp_4", Users.ADMIN, now)).isPresent();
    }

    @Test
    default void whatHasExpiredIsSweptInBoundedSteps() {
        Instant now = Instant.ofEpochMilli(1_800_000_000_000L);
        KeptAnswers kept = store().keptAnswers();
        for (int i = 0; i < 5; i++) {
            kept.keep(new Kept("resp_" + i, Users.ADMIN, "b"), now, new Limits(now.plusMillis(1 + i), 10));
        }

        assertThat(kept.sweep(now.plusMillis(4), 3)).isEqualTo(3);
        assertThat(kept.sweep(now.plusMillis(4), 3)).isEqualTo(1);
        assertThat(kept.sweep(now.plusMillis(4), 3)).isZero();
        assertThat(kept.find("resp_4", Users.ADMIN, now)).isPresent();
    }

    @Test
    default void aKeptAnswerIsSealed() throws SQLException {
        Instant now = Instant.ofEpochMilli(1_800_000_000_000L);
        store().keptAnswers()
                .keep(new Kept("resp_1", Users.ADMIN, "private words"), now, new Limits(now.plusSeconds(1), 3));
        store().users().create(Samples.user("alice"));

        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE kept_answer SET user_id = 'alice'");
        }

        assertThat(store().keptAnswers().find("resp_1", "alice", now)).isEmpty();
    }

    // --- requests

    @Test
    default void aRequestComesBackAsItWasSettled() {
        RequestRow full = row("c1", Users.ADMIN, "k1", 3);
        RequestRow bare = Samples.voidRow("c2", Users.ADMIN);

        node("n1").settle(bill(full, 0), new Bill(0, bare, List.of()));

        assertThat(store().requests().get(Sight.EVERYTHING, "c1")).contains(full);
        assertThat(store().requests().get(Sight.EVERYTHING, "c2")).contains(bare);
        assertThat(store().requests().get(Sight.EVERYTHING, "c3")).isEmpty();
    }

    @Test
    default void requestsAreListedNewestFirstPageByPage() {
        long[] times = {5, 3, 3, 3, 9, 1, 3};
        List<Bill> bills = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            bills.add(bill(Samples.at(row("c" + i, Users.ADMIN, i == 4 ? "k2" : "k1", 1), times[i]), 0));
        }
        node("n1").ship(node("n1").write(bills));

        assertThat(walk(null, 2)).containsExactly("c4", "c0", "c6", "c3", "c2", "c1", "c5");
        assertThat(walk("k1", 4)).containsExactly("c0", "c6", "c3", "c2", "c1", "c5");
        assertThat(walk("k3", 4)).isEmpty();
        assertThatThrownBy(() -> store().requests().list(Sight.EVERYTHING, RequestFilter.ANY, "nonsense", 4))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> walk(@Nullable String keyId, int limit) {
        List<String> ids = new ArrayList<>();
        String after = null;
        do {
            RequestFilter filter = keyId == null ? RequestFilter.ANY : RequestFilter.ofKey(keyId);
            Page<RequestRow> page = store().requests().list(Sight.EVERYTHING, filter, after, limit);
            page.items().forEach(row -> ids.add(row.callId()));
            after = page.next();
        } while (after != null);
        return ids;
    }

    @Test
    default void textThatNoDatabaseLikesDoesNotStopTheBatch() {
        String hostile = "a\0b\uD800c" + "模".repeat(10_000);

        node("n1").settle(bill(Samples.ofModel(row("c1", Users.ADMIN, 1), hostile), 0));

        String kept =
                store().requests().get(Sight.EVERYTHING, "c1").orElseThrow().model();
        assertThat(kept).startsWith("a\uFFFDb\uFFFDc模").hasSize(255);
    }
}

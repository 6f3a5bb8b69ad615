package dev.sluice.store;

import static dev.sluice.store.Samples.nano;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Redemptions.Redeemed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every database must do with codes, top-ups, gifts, invitations and statements. */
interface CreditContract extends Stage {
    Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    int REDEEMERS = 100;
    int ROUNDS = 50;

    private Redemptions redemptions() {
        return store().accounts().redemptions();
    }

    private void user(String... ids) {
        for (String id : ids) {
            store().users().create(Samples.user(id));
        }
    }

    private static Bytes code(String text) {
        return Samples.VAULT.digestToken(text);
    }

    private void batch(String id, long amount, @Nullable Instant expires, String... codes) {
        redemptions()
                .create(
                        new Redemptions.Batch(
                                id, "batch " + id, nano(amount), codes.length, true, expires, Users.ADMIN, NOW),
                        List.of(codes).stream().map(CreditContract::code).toList());
    }

    private long posted(String userId) {
        return balance(Account.ofUser(userId));
    }

    private long balance(Account account) {
        return store().ledger().balance(account).orElseThrow().posted().value();
    }

    private void assertBooks() {
        assertThat(store().ledger().audit()).filteredOn(f -> !f.holds()).isEmpty();
    }

    @Test
    default void aCodeIsWorthItsAmountOnceAndSaysNoMoreThanItMust() {
        user("alice", "ben");
        batch("b1", 50, NOW.plusSeconds(1), "one", "two", "three");

        assertThat(redemptions().redeem(code("one"), "alice", NOW)).isEqualTo(new Redeemed.Credited(nano(50)));
        assertThat(redemptions().redeem(code("one"), "alice", NOW)).isEqualTo(new Redeemed.Yours(nano(50)));
        assertThat(redemptions().redeem(code("one"), "ben", NOW)).isEqualTo(new Redeemed.NotValid());
        assertThat(redemptions().redeem(code("no such"), "ben", NOW)).isEqualTo(new Redeemed.NotValid());
        assertThat(redemptions().redeem(code("two"), "ben", NOW.plusSeconds(1))).isEqualTo(new Redeemed.TooLate());
        redemptions().enable("b1", false);
        assertThat(redemptions().redeem(code("two"), "ben", NOW)).isEqualTo(new Redeemed.NotValid());

        assertThat(posted("alice")).isEqualTo(50);
        assertThat(posted("ben")).isZero();
        assertThat(balance(new Account("promo"))).isEqualTo(-50);
        assertThat(redemptions().get("b1").orElseThrow().redeemed()).isEqualTo(1);
        assertThat(redemptions().list(null, 5).items()).hasSize(1);
        assertThat(redemptions().codes("b1", null, 2).items())
                .containsExactly(new Redemptions.Code(1, "alice", NOW), new Redemptions.Code(2, null, null));
        assertBooks();
    }

    @Test
    default void nothingIsClosedWhoseCreditIsNotBookedNow() {
        user("alice");
        batch("b1", 50, null, "one");
        store().accounts().topups().open(order("o1", 5));
        store().ledger().adjust(Account.ofUser("alice"), nano(1), "by hand", "code:b1-1");
        store().ledger().adjust(Account.ofUser("alice"), nano(1), "by hand", "topup:o1");

        assertThatThrownBy(() -> redemptions().redeem(code("one"), "alice", NOW))
                .isInstanceOf(StoreConflict.class);
        assertThatThrownBy(() -> store().accounts().topups().credit(payment("o1", "e1"), NOW))
                .isInstanceOf(StoreConflict.class);

        assertThat(redemptions().get("b1").orElseThrow().redeemed()).isZero();
        assertThat(store().accounts().topups().get("o1").orElseThrow().status()).isEqualTo(Topups.Status.OPEN);
        assertThat(posted("alice")).isEqualTo(2);
    }

    /** B3. */
    @Test
    default void aHundredWhoRedeemOneCodeAtOnceGetOneCredit() throws Exception {
        List<String> users = IntStream.range(0, 10).mapToObj(i -> "user-" + i).toList();
        users.forEach(this::user);
        int worst = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String secret = "code of round " + round;
            batch("batch-" + round, 7, null, secret);
            AtomicInteger turn = new AtomicInteger();

            List<Redeemed> all = Crowd.of(
                    REDEEMERS,
                    () -> redemptions().redeem(code(secret), users.get(turn.getAndIncrement() % users.size()), NOW));

            long credits =
                    all.stream().filter(Redeemed.Credited.class::isInstance).count();
            worst = Math.max(worst, Math.toIntExact(credits));
            assertThat(credits).isEqualTo(1);
        }
        long total = users.stream().mapToLong(this::posted).sum();
        boolean pass = worst == 1 && total == 7L * ROUNDS && balance(new Account("promo")) == -total;
        System.out.println("B3 " + worst + " credits_per_code " + (pass ? "pass" : "fail"));
        assertThat(pass).isTrue();
        assertBooks();
    }

    private static Topups.Order order(String id, long amount) {
        return new Topups.Order(id, "alice", nano(amount), 1_000, "USD", "manual", Topups.Status.OPEN, null, NOW, null);
    }

    private static Topups.Payment payment(String order, String event) {
        return new Topups.Payment(order, "manual", event, "bank transfer");
    }

    @Test
    default void anOrderIsCreditedOnceWithItsOwnAmount() {
        user("alice");
        Topups topups = store().accounts().topups();
        topups.open(order("o1", 30));
        topups.open(order("o2", 40));
        topups.open(order("o3", 50));

        assertThat(topups.credit(payment("o1", "e1"), NOW)).isEqualTo(Topups.Credit.CREDITED);
        assertThat(topups.credit(payment("o1", "e1"), NOW)).isEqualTo(Topups.Credit.ALREADY);
        assertThat(topups.credit(payment("o1", "e2"), NOW)).isEqualTo(Topups.Credit.ALREADY);
        assertThatThrownBy(() -> topups.credit(payment("o2", "e1"), NOW)).isInstanceOf(StoreConflict.class);
        assertThat(topups.credit(payment("no-order", "e3"), NOW)).isEqualTo(Topups.Credit.NO_ORDER);
        assertThat(topups.cancel("o3", NOW)).isTrue();
        assertThat(topups.cancel("o1", NOW)).isFalse();
        assertThat(topups.credit(payment("o3", "e4"), NOW)).isEqualTo(Topups.Credit.NO_ORDER);
        assertThat(topups.credit(new Topups.Payment("o2", "other", "e5", "x"), NOW))
                .isEqualTo(Topups.Credit.NO_ORDER);

        assertThat(posted("alice")).isEqualTo(30);
        assertThat(topups.get("o1").orElseThrow().status()).isEqualTo(Topups.Status.PAID);
        assertThat(topups.list("alice", null, 2).items()).hasSize(2);
        assertThat(topups.list("ben", null, 2).items()).isEmpty();
        assertBooks();
    }

    /** B3, for what payment providers report. */
    @Test
    default void aPaymentReportedAHundredTimesAtOnceIsCreditedOnce() throws Exception {
        user("alice");
        Topups topups = store().accounts().topups();
        long worst = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String id = "order-" + round;
            topups.open(order(id, 11));

            List<Topups.Credit> all = Crowd.of(REDEEMERS, () -> topups.credit(payment(id, "event of " + id), NOW));

            long credits = all.stream().filter(c -> c == Topups.Credit.CREDITED).count();
            worst = Math.max(worst, credits);
            assertThat(credits).isEqualTo(1);
        }
        boolean pass = worst == 1 && posted("alice") == 11L * ROUNDS;
        System.out.println("B3 " + worst + " credits_per_event " + (pass ? "pass" : "fail"));
        assertThat(pass).isTrue();
        assertBooks();
    }

    @Test
    default void aGiftIsGivenOnceAndComesFromPromo() {
        user("alice");
        Gifts gifts = store().accounts().gifts();

        assertThat(gifts.give("alice", nano(9), "welcome", "gift:1")).isTrue();
        assertThat(gifts.give("alice", nano(9), "welcome", "gift:1")).isFalse();

        assertThat(posted("alice")).isEqualTo(9);
        assertThat(balance(new Account("promo"))).isEqualTo(-9);
        assertThatThrownBy(() -> gifts.give("nobody", nano(9), "x", "gift:2")).isInstanceOf(StoreConflict.class);
        assertThatThrownBy(() -> gifts.give("alice", nano(-9), "x", "gift:3"))
                .isInstanceOf(IllegalArgumentException.class);
        assertBooks();
    }

    @Test
    default void anInvitationRewardsBothAndOnlyIfTheCodeIsSomebodys() {
        user("zoe");
        Invitations invitations = store().accounts().invitations();
        invitations.setTerms(new Invitations.Terms(nano(5), nano(3), true));
        assertThat(invitations.codeOf("zoe", "inv-1")).contains("inv-1");
        assertThat(invitations.codeOf("zoe", "inv-2")).contains("inv-1");
        assertThat(invitations.codeOf("nobody", "inv-3")).isEmpty();

        assertThat(invitations.create(Samples.user("ann"), "wrong")).isFalse();
        assertThat(invitations.create(Samples.user("ann"), "inv-1")).isTrue();
        assertThat(invitations.create(Samples.user("bea"), "inv-1")).isTrue();
        assertThatThrownBy(() -> invitations.create(Samples.user("ann"), "inv-1"))
                .isInstanceOf(StoreConflict.class);
        store().users().update(new User("zoe", "Zoe", "user", false, false));
        assertThat(invitations.create(Samples.user("cem"), "inv-1")).isFalse();

        assertThat(posted("zoe")).isEqualTo(10);
        assertThat(posted("ann")).isEqualTo(3);
        assertThat(invitations.invitedBy("zoe")).isEqualTo(2);
        assertThat(store().users().get("cem")).isEmpty();
        assertBooks();
    }

    /** Remembers what was written. */
    final class Sheet implements Statements.Pen {
        long opening;
        long closing;
        boolean proven;
        final List<Statements.Line> lines = new ArrayList<>();

        @Override
        public void opening(NanoDollars balance) {
            opening = balance.value();
        }

        @Override
        public void line(Statements.Line line) {
            lines.add(line);
        }

        @Override
        public void closing(NanoDollars balance, boolean isProven) {
            closing = balance.value();
            proven = isProven;
        }
    }

    private Sheet ofUser(String userId, Instant from, Instant to) {
        Sheet page = new Sheet();
        store().accounts().statements().ofUser(userId, from, to, page);
        return page;
    }

    @Test
    default void aStatementGoesFromSumToSumAndAgreesWithTheAccount() {
        user("alice");
        store().prices().publish(Samples.BOOK);
        store().keys().create(Samples.key("k1", nano(500)), Samples.digest("k1"));
        store().ledger().adjust(Account.ofUser("alice"), nano(100), "paid in", "t1");
        store().ledger().adjust(Account.ofUser("alice"), nano(-10), "too much", "t2");
        store().accounts().gifts().give("alice", nano(7), "=welcome", "g1");
        for (int i = 0; i < 5; i++) {
            node().settle(new Bill(
                    0,
                    Samples.row("c" + i, "alice", "k1", 4),
                    List.of(
                            new Bill.Charge(Account.ofUser("alice"), 4, 0),
                            new Bill.Charge(Account.ofKey("k1"), 4, 0))));
        }
        Instant soon = Instant.now().plus(Duration.ofMinutes(1));
        Instant before = soon.minus(Duration.ofDays(2));

        Sheet page = ofUser("alice", before, soon);
        Sheet later = ofUser("alice", soon, soon.plusSeconds(1));
        Sheet key = new Sheet();
        store().accounts().statements().ofKey("k1", Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), key);

        assertThat(page.opening).isZero();
        assertThat(page.closing).isEqualTo(77);
        assertThat(page.proven).isTrue();
        assertThat(page.lines)
                .extracting(line -> line.kind() + " " + line.model() + " " + line.calls() + " "
                        + line.amount().value())
                .containsExactlyInAnyOrder("calls penny 5 -20", "adjust  0 100", "adjust  0 -10", "gift  0 7");
        assertThat(later.opening).isEqualTo(77);
        assertThat(later.lines).isEmpty();
        assertThat(key.closing).isEqualTo(-20);
        assertThat(key.proven).isTrue();
        assertThat(key.lines).hasSize(1);
    }

    @Test
    default void whatAKeySpentStaysWhenItsRequestsAreDeleted() {
        user("alice");
        store().prices().publish(Samples.BOOK);
        store().keys().create(Samples.key("k1", nano(500)), Samples.digest("k1"));
        long millis = 1_600_000_000_000L;
        spend("c1", millis, 4);
        assertThat(store().jobs().take("me")).contains(Job.UPKEEP);
        while (store().upkeep().rollUp("me") > 0) {
            assertThat(store().jobs().take("me")).contains(Job.UPKEEP);
        }
        assertThat(store().upkeep().dropRequests("me", Duration.ofDays(1))).isEqualTo(1);
        spend("c2", millis + 1, 5);

        Sheet sheet = new Sheet();
        store().accounts()
                .statements()
                .ofKey("k1", Instant.ofEpochMilli(millis), Instant.ofEpochMilli(millis + 1), sheet);
        store().keys().update(Samples.key("k1", null));
        store().keys().update(Samples.key("k1", nano(100)));

        assertThat(sheet.closing).isEqualTo(-9);
        assertThat(sheet.lines).hasSize(1);
        assertThat(sheet.lines.getFirst().calls()).isEqualTo(2);
        assertThat(sheet.proven).isTrue();
        assertThat(balance(Account.ofKey("k1"))).isEqualTo(91);
    }

    private void spend(String call, long arrivedAt, long amount) {
        node().settle(new Bill(
                0,
                Samples.at(Samples.row(call, "alice", "k1", amount), arrivedAt),
                List.of(
                        new Bill.Charge(Account.ofUser("alice"), amount, 0),
                        new Bill.Charge(Account.ofKey("k1"), amount, 0))));
    }

    @Test
    default void aStatementOfAnAccountThatDoesNotAgreeSaysSo() throws Exception {
        user("alice");
        store().ledger().adjust(Account.ofUser("alice"), nano(100), "paid in", "t1");
        try (var connection = connection();
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE account SET posted = 101 WHERE id = 'user:alice'");
        }

        assertThat(ofUser("alice", Instant.EPOCH, NOW.plus(Duration.ofDays(9999))).proven)
                .isFalse();
    }
}

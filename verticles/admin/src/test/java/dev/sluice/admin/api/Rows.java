package dev.sluice.admin.api;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import dev.sluice.store.NodeLife;
import dev.sluice.store.Span;
import dev.sluice.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ended calls, as accounting writes them. */
final class Rows {
    private Rows() {}

    /** A call of the administrator, paid from what node and key's budget have drawn. */
    static void book(Store store, String callId, String keyId, NanoDollars cost) {
        RequestRow row = of(callId, "admin", keyId, "gpt-5", cost);
        NodeLife life = store.nodes().begin("n1");
        store.ledger().draw(life, Account.ofKey(keyId), cost.value(), cost.value());
        List<Bill.Charge> charges = List.of(
                new Bill.Charge(Account.ofUser("admin"), cost.value(), 0),
                new Bill.Charge(Account.ofKey(keyId), cost.value(), cost.value()));
        settleBills(store, life, List.of(row), charges);
    }

    /** Calls that nobody pays. */
    static void settle(Store store, List<RequestRow> rows) {
        settleBills(store, store.nodes().begin("n1"), rows, List.of());
    }

    /** Calls, each of which is charged this. */
    static void settle(Store store, List<RequestRow> rows, List<Bill.Charge> charges) {
        settleBills(store, store.nodes().begin("n1"), rows, charges);
    }

    private static void settleBills(Store store, NodeLife life, List<RequestRow> rows, List<Bill.Charge> charges) {
        long applied = store.nodes().state(life).applied();
        List<Bill> bills = new ArrayList<>();
        for (RequestRow row : rows) {
            bills.add(new Bill(applied + bills.size() + 1, row, charges));
        }
        store.ledger().settle(life, new Span(applied, applied + bills.size()), bills);
    }

    /** The same, with these units and billed by this rule. */
    static RequestRow using(RequestRow r, Map<String, Long> units, long rule) {
        Reckoning was = r.reckoning();
        return new RequestRow(
                r.callId(),
                r.requestId(),
                r.arrivedAtMillis(),
                r.keyId(),
                r.userId(),
                r.group(),
                r.dialect(),
                r.operation(),
                r.model(),
                r.stream(),
                r.channelId(),
                r.provider(),
                r.upstreamModel(),
                r.attempts(),
                r.status(),
                r.errorCode(),
                r.end(),
                r.usage().with(RareUsage.NONE.withUnits(units)),
                r.usageSource(),
                new Reckoning(was.held(), was.version(), rule, was.cost(), was.purchaseRule(), was.purchase()),
                r.firstContentMillis(),
                r.totalMillis(),
                r.gatewayMicros());
    }

    /** The same, through this channel at this time. */
    static RequestRow through(String channelId, long arrivedAtMillis, RequestRow r) {
        return new RequestRow(
                r.callId(),
                r.requestId(),
                arrivedAtMillis,
                r.keyId(),
                r.userId(),
                r.group(),
                r.dialect(),
                r.operation(),
                r.model(),
                r.stream(),
                channelId,
                r.provider(),
                r.upstreamModel(),
                r.attempts(),
                r.status(),
                r.errorCode(),
                r.end(),
                r.usage(),
                r.usageSource(),
                r.reckoning(),
                r.firstContentMillis(),
                r.totalMillis(),
                r.gatewayMicros());
    }

    /** A call that cost something, and its provider half of that. */
    static RequestRow of(String callId, String userId, String keyId, String model, NanoDollars cost) {
        return new RequestRow(
                callId,
                "req-of-" + callId,
                1_700_000_000_123L,
                keyId,
                userId,
                "default",
                "openai",
                "chat",
                model,
                true,
                "ch_1",
                "openai",
                "gpt-5-2025",
                2,
                200,
                null,
                CallEnd.COMPLETED,
                new Usage(100, 20, 3, 40, 5)
                        .with(RareUsage.ofTokens(6, 7, 8, 9, 10).withUnits(Map.of("image", 2L))),
                UsageSource.UPSTREAM,
                new Reckoning(new NanoDollars(9_000), 4, 12, cost, 13, new NanoDollars(cost.value() / 2)),
                -1,
                1234,
                0);
    }
}

package dev.sluice.admin.api;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import java.util.List;

/** Ended calls, as accounting writes them. */
final class Rows {
    private Rows() {}

    /** A call that cost something, paid from what node and key's budget have drawn. */
    static Bill bill(String callId, String keyId, NanoDollars cost) {
        var row = new RequestRow(
                callId,
                "req-of-" + callId,
                1_700_000_000_123L,
                keyId,
                "admin",
                "openai",
                "chat",
                "gpt-5",
                true,
                "ch_1",
                "openai",
                "gpt-5-2025",
                2,
                200,
                null,
                CallEnd.COMPLETED,
                new Usage(100, 20, 3, 40, 5),
                UsageSource.UPSTREAM,
                0,
                cost,
                -1,
                1234);
        return new Bill(
                row,
                List.of(
                        new Bill.Charge(Account.ofUser("admin"), cost, NanoDollars.ZERO),
                        new Bill.Charge(Account.ofKey(keyId), cost, cost)));
    }
}

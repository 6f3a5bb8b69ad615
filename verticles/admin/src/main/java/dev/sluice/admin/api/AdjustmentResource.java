package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Values;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Account;
import dev.sluice.store.Balance;
import dev.sluice.store.Store;
import java.util.Set;

/** {@code /api/users/{id}/adjustments}: gifts and corrections, each with its reason, each booked once. */
final class AdjustmentResource {
    static final Set<String> WRITABLE = Set.of("kind", "amount", "reason", "external_id");

    private enum Kinds {
        /** Added to the balance or taken from it, against what was paid in. */
        CORRECTION,
        /** Given for nothing. */
        GIFT
    }

    private final Store store;

    AdjustmentResource(Store store) {
        this.store = store;
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(WRITABLE).require("kind", "amount", "reason", "external_id");
        Kinds kind = fields.required("kind", Words.of(Kinds.class));
        NanoDollars amount = fields.required("amount", kind == Kinds.GIFT ? Money.positive() : Money.notZero());
        String reason = fields.required("reason", Values.text(200));
        String externalId = fields.required("external_id", UserResource.EXTERNAL_ID);
        String userId = request.id();
        Balance balance = store.ledger()
                .balance(Account.ofUser(userId))
                .orElseThrow(() -> new GatewayException(Kind.NOT_FOUND, "there is no such user"));
        check(balance, amount);
        boolean booked = switch (kind) {
            case CORRECTION -> store.ledger().adjust(Account.ofUser(userId), amount, reason, "adjust:" + externalId);
            case GIFT -> store.accounts().gifts().give(userId, amount, reason, "gift:" + externalId);
        };
        ObjectNode json = Json.object().put("booked", booked);
        Money.write(
                json,
                "balance",
                store.ledger().balance(Account.ofUser(userId)).orElse(balance).posted());
        return Answer.json(200, json);
    }

    private static void check(Balance balance, NanoDollars amount) {
        try {
            balance.posted().plus(amount);
        } catch (ArithmeticException e) {
            throw Value.wrong("amount", "is more than an account can hold");
        }
    }
}

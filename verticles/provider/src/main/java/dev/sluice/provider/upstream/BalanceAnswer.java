package dev.sluice.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.Balance;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.BalanceQuery;
import dev.sluice.wire.json.JsonTree;
import java.math.BigDecimal;

/** Reads what an upstream says is left of an account, exactly. */
final class BalanceAnswer {
    private static final int LONGEST_NUMBER = 40;
    private static final int LONGEST_UNIT = 16;

    private BalanceAnswer() {}

    static Balance read(BalanceQuery query, Bytes body) {
        JsonNode answer = JsonTree.parse(body).orElseThrow(BalanceAnswer::unknown);
        BigDecimal amount = number(answer.at(query.amount()));
        if (query.spent() != null) {
            amount = amount.subtract(number(answer.at(query.spent())));
        }
        String unit = query.unitAt() == null ? "" : answer.at(query.unitAt()).asText("");
        boolean isSaid = !unit.isBlank() && unit.length() <= LONGEST_UNIT;
        return new Balance(amount.toPlainString(), isSaid ? unit : query.unit());
    }

    /** A number, or the text of one; none that would be long to write. */
    private static BigDecimal number(JsonNode node) {
        String text = node.isNumber() || node.isTextual() ? node.asText().strip() : "";
        if (text.isEmpty() || text.length() > LONGEST_NUMBER) {
            throw unknown();
        }
        try {
            BigDecimal number = new BigDecimal(text);
            if (Math.abs((long) number.scale()) > LONGEST_NUMBER) {
                throw unknown();
            }
            return number;
        } catch (NumberFormatException e) {
            throw unknown();
        }
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.UPSTREAM_FAILED, "The upstream's answer does not say what is left.");
    }
}

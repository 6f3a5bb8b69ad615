package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.store.Sums;
import dev.sluice.store.UnbilledLine;
import dev.sluice.store.UsageBreakdown;
import dev.sluice.store.UsageSeries;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How it is shown what channels bring in: beside what is in the books, what their providers are thought to charge for and no
 * caller pays.
 *
 * @param unbilled that, by channel and purpose; absent where it cannot be told apart as is asked
 */
record MarginJson(UsageJson json, @Nullable Map<String, Map<UnbilledUse.Kind, UnbilledLine>> unbilled) {

    ObjectNode total(Sums sums) {
        List<UnbilledLine> lines = unbilled == null
                ? List.of()
                : unbilled.values().stream().flatMap(of -> of.values().stream()).toList();
        return write(sums, lines);
    }

    ObjectNode channel(String id, Sums sums) {
        Collection<UnbilledLine> lines = unbilled == null
                ? List.of()
                : unbilled.getOrDefault(id, Map.of()).values();
        return write(sums, lines).put("channel_id", UsageJson.orNull(id));
    }

    /** Channels that no call is booked for; to be asked only where those of all booked calls are there. */
    Set<String> others(UsageBreakdown booked) {
        Set<String> others = new TreeSet<>();
        if (unbilled != null) {
            unbilled.forEach((channel, lines) -> {
                if (!lines.isEmpty()) {
                    others.add(channel);
                }
            });
        }
        others.removeAll(booked.parts().stream().map(UsageSeries::name).collect(Collectors.toSet()));
        return others;
    }

    private ObjectNode write(Sums sums, Collection<UnbilledLine> lines) {
        ObjectNode out = json.write(sums);
        if (unbilled == null) {
            return out;
        }
        NanoDollars cost = lines.stream().map(UnbilledLine::cost).reduce(NanoDollars.ZERO, NanoDollars::plus);
        ObjectNode parts = out.putObject("unbilled");
        Map<UnbilledUse.Kind, UnbilledLine> byPurpose =
                lines.stream().collect(Collectors.toMap(UnbilledLine::purpose, line -> line, UnbilledLine::plus));
        byPurpose.forEach((purpose, line) -> {
            ObjectNode part = parts.putObject(Ask.lower(purpose));
            part.put("requests", line.requests())
                    .put("prompt_tokens", line.promptTokens())
                    .put("completion_tokens", line.completionTokens());
            Money.write(part, "cost", line.cost());
        });
        Money.write(out, "unbilled_cost", cost);
        Money.write(out, "net_margin", sums.margin().minus(cost));
        return out;
    }
}

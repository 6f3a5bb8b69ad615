package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.UnbilledUse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** {@link UnbilledUses} over JDBC. */
final class JdbcUnbilledUses implements UnbilledUses {
    private static final String UPDATE = "UPDATE unbilled_use SET requests = requests + :requests,"
            + " prompt_tokens = prompt_tokens + :prompt, completion_tokens = completion_tokens + :completion,"
            + " cost = cost + :cost WHERE starts_at = :at AND channel_id = :channel AND purpose = :purpose";
    private static final String INSERT = "INSERT INTO unbilled_use (starts_at, channel_id, purpose, requests,"
            + " prompt_tokens, completion_tokens, cost) VALUES (:at, :channel, :purpose, :requests, :prompt,"
            + " :completion, :cost)";
    private static final String SUMS =
            "SELECT channel_id, purpose, MIN(starts_at) AS starts_at, SUM(requests) AS requests,"
                    + " SUM(prompt_tokens) AS prompt_tokens, SUM(completion_tokens) AS completion_tokens, SUM(cost) AS cost"
                    + " FROM unbilled_use WHERE starts_at >= :from AND starts_at < :to GROUP BY channel_id, purpose";

    private final Database database;

    JdbcUnbilledUses(Database database) {
        this.database = database;
    }

    @Override
    public void add(Collection<UnbilledLine> lines) {
        if (lines.isEmpty()) {
            return;
        }
        database.writeOnce(h -> {
            lines.forEach(line -> add(h, line));
            return lines.size();
        });
    }

    private static void add(Handle handle, UnbilledLine line) {
        if (bind(handle.createUpdate(UPDATE), line).execute() == 0) {
            bind(handle.createUpdate(INSERT), line).execute();
        }
    }

    private static Update bind(Update update, UnbilledLine line) {
        return update.bind("at", line.startsAt().toEpochMilli())
                .bind("channel", line.channelId())
                .bind("purpose", line.purpose().name())
                .bind("requests", line.requests())
                .bind("prompt", line.promptTokens())
                .bind("completion", line.completionTokens())
                .bind("cost", line.cost().value());
    }

    @Override
    public Map<String, Map<UnbilledUse.Kind, UnbilledLine>> byChannel(Instant from, Instant to) {
        List<UnbilledLine> sums = database.view(h -> h.createQuery(SUMS)
                .bind("from", from.toEpochMilli())
                .bind("to", to.toEpochMilli())
                .map((rs, ctx) -> line(rs))
                .list());
        Map<String, Map<UnbilledUse.Kind, UnbilledLine>> byChannel = new HashMap<>();
        sums.forEach(sum -> byChannel
                .computeIfAbsent(sum.channelId(), fresh -> new EnumMap<>(UnbilledUse.Kind.class))
                .put(sum.purpose(), sum));
        return byChannel;
    }

    private static UnbilledLine line(ResultSet rs) throws SQLException {
        return new UnbilledLine(
                Instant.ofEpochMilli(rs.getLong("starts_at")),
                rs.getString("channel_id"),
                UnbilledUse.Kind.valueOf(rs.getString("purpose")),
                rs.getLong("requests"),
                rs.getLong("prompt_tokens"),
                rs.getLong("completion_tokens"),
                new NanoDollars(rs.getLong("cost")));
    }
}

package dev.sluice.store;

import dev.sluice.model.price.PriceVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The versions of the price book that are to begin some day. */
final class ScheduledPrices {
    private ScheduledPrices() {}

    /** Those that begin after this moment, oldest first; without those that a later one is in place of. */
    static List<PriceVersion> after(Handle handle, Instant moment) {
        return handle.createQuery(JdbcPrices.VERSIONS + " WHERE p.valid_from > :moment AND NOT EXISTS"
                        + " (SELECT 1 FROM price_version q WHERE q.version > p.version AND q.valid_from <= p.valid_from)"
                        + " ORDER BY p.version")
                .bind("moment", moment.toEpochMilli())
                .map((rs, ctx) -> version(rs))
                .list();
    }

    static PriceVersion version(ResultSet rs) throws SQLException {
        return new PriceVersion(
                rs.getInt("version"),
                Instant.ofEpochMilli(rs.getLong("valid_from")),
                Instant.ofEpochMilli(rs.getLong("created_at")),
                rs.getString("source"),
                rs.getString("note"));
    }
}

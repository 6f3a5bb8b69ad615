package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.model.price.Occasion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What decides what a request cost, and what it was reckoned at.
 *
 * @param source the word for how its usage is known
 * @param usage absent if it is not what was ever written: negative, or of no known form
 */
record PricedCall(
        Occasion occasion, String source, @Nullable Usage usage, Reckoning reckoning) {
    /**
     * Of the table {@code request}, called {@code r}; {@link #read} finds them by their places. Audits read every row there is,
     * so that what few rows have is asked for only where a row has some of it.
     */
    static final String COLUMNS = "r.model, r.provider, r.channel_id, r.caller_group, r.arrived_at, r.usage_source,"
            + " r.input_tokens, r.cache_read_tokens, r.cache_write_tokens, r.output_tokens, r.reasoning_tokens,"
            + " CASE WHEN COALESCE(r.cache_write_hour_tokens, r.audio_input_tokens, r.image_input_tokens,"
            + " r.audio_output_tokens, r.image_output_tokens) IS NULL AND r.units IS NULL AND r.service_tier IS NULL"
            + " THEN 0 ELSE 1 END, r.cache_write_hour_tokens, r.audio_input_tokens, r.image_input_tokens,"
            + " r.audio_output_tokens, r.image_output_tokens, r.units, r.service_tier,"
            + " r.held, r.price_version, r.price_rule, r.cost, r.purchase_rule, r.purchase";

    /** The place behind the last of the columns. */
    static final int NEXT = 26;

    private static final Occasion NOBODYS = new Occasion("", null, null, "", 0);

    static PricedCall read(ResultSet rs) throws SQLException {
        return new PricedCall(occasion(rs), rs.getString(6), usageOrNull(rs), reckoning(rs));
    }

    /** As {@link #read}, but where no price was looked for only what was reckoned: whose call it was decides nothing there. */
    static PricedCall readBilled(ResultSet rs) throws SQLException {
        Reckoning reckoning = reckoning(rs);
        return reckoning.version() == 0
                ? new PricedCall(NOBODYS, UsageSource.NONE.name(), usageOrNull(rs), reckoning)
                : new PricedCall(occasion(rs), rs.getString(6), usageOrNull(rs), reckoning);
    }

    private static Occasion occasion(ResultSet rs) throws SQLException {
        return new Occasion(rs.getString(1), rs.getString(2), rs.getString(3), rs.getString(4), rs.getLong(5));
    }

    private static @Nullable Usage usageOrNull(ResultSet rs) throws SQLException {
        try {
            return usage(rs);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return null; // a violation, and no reason to stop the audit
        }
    }

    private static Usage usage(ResultSet rs) throws SQLException {
        RareUsage rare = rs.getInt(12) == 0 ? RareUsage.NONE : rare(rs);
        return new Usage(rs.getLong(7), rs.getLong(8), rs.getLong(9), rs.getLong(10), rs.getLong(11), rare);
    }

    private static RareUsage rare(ResultSet rs) throws SQLException {
        String units = rs.getString(18);
        return new RareUsage(
                rs.getLong(13),
                rs.getLong(14),
                rs.getLong(15),
                rs.getLong(16),
                rs.getLong(17),
                units == null ? Map.of() : Json.counts(units),
                rs.getString(19));
    }

    private static Reckoning reckoning(ResultSet rs) throws SQLException {
        long held = rs.getLong(20);
        boolean admitted = !rs.wasNull();
        return new Reckoning(
                admitted ? new NanoDollars(held) : null,
                rs.getInt(21),
                rs.getLong(22),
                new NanoDollars(rs.getLong(23)),
                rs.getLong(24),
                new NanoDollars(rs.getLong(25)));
    }
}

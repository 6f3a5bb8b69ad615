package dev.sluice.store;

import dev.sluice.model.catalog.ChannelKeys;
import org.jdbi.v3.core.Handle;

/** {@link RuleSwitch} over JDBC. Whether there is anything to do is said by the rows themselves while they are locked. */
final class JdbcRuleSwitch implements RuleSwitch {
    private final Configuration configuration;

    JdbcRuleSwitch(Configuration configuration) {
        this.configuration = new Configuration(configuration.database(), AUTHOR);
    }

    /** What is to be switched, and why. */
    private record Wish(String channel, String key, boolean on, String why) {
        String given() {
            return Json.object().put("key", key).put("reason", why).toString();
        }
    }

    @Override
    public boolean disable(String channelId, String key, String why) {
        return change(new Wish(channelId, key, false, why));
    }

    @Override
    public boolean enable(String channelId, String key, String why) {
        return change(new Wish(channelId, key, true, why));
    }

    private boolean change(Wish wish) {
        String action = wish.on() ? "ENABLE by rule" : "DISABLE by rule";
        return new Act(AUTHOR, "", "", action, wish.channel(), wish.given())
                .during(() -> configuration.edit(edit -> {
                    boolean changed = change(edit, wish);
                    if (!changed) {
                        edit.leave();
                    }
                    return changed;
                }));
    }

    private static boolean change(Edit edit, Wish wish) {
        edit.touch(Configured.CHANNEL, wish.channel());
        boolean isOnly = JdbcUpstreamKeys.count(edit.handle(), wish.channel()) == 0;
        if (!wish.on()) {
            return isOnly ? switchChannel(edit, wish) : switchKey(edit, wish);
        }
        // Keys may have been added or deleted since.
        boolean channel = switchChannel(edit, wish);
        return switchKey(edit, wish) || channel;
    }

    private static boolean switchChannel(Edit edit, Wish wish) {
        return update(
                edit.handle(),
                wish,
                "UPDATE channel SET enabled = :to, switched_reason = :why WHERE id = :channel AND enabled = :from"
                        + (wish.on() ? " AND switched_reason IS NOT NULL" : ""));
    }

    private static boolean switchKey(Edit edit, Wish wish) {
        boolean isMain = wish.key().equals(ChannelKeys.MAIN);
        if (!isMain) {
            edit.touch(Configured.CHANNEL_KEY, wish.key());
        }
        String main = "UPDATE channel SET main_key_enabled = :to, main_key_reason = :why WHERE id = :channel"
                + " AND main_key_enabled = :from";
        String further = "UPDATE channel_key SET enabled = :to, reason = :why WHERE channel_id = :channel AND id = :key"
                + " AND enabled = :from";
        String ofRule = isMain ? " AND main_key_reason IS NOT NULL" : " AND reason IS NOT NULL";
        return update(edit.handle(), wish, (isMain ? main : further) + (wish.on() ? ofRule : ""));
    }

    private static boolean update(Handle handle, Wish wish, String sql) {
        try (var update = handle.createUpdate(sql)) {
            update.bind("to", wish.on() ? 1 : 0)
                    .bind("from", wish.on() ? 0 : 1)
                    .bind("why", wish.why())
                    .bind("channel", wish.channel());
            if (sql.contains(":key")) {
                update.bind("key", wish.key());
            }
            return update.execute() == 1;
        }
    }
}

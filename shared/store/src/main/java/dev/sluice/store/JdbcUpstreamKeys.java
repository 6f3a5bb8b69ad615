package dev.sluice.store;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** {@link UpstreamKeys} over JDBC. Whoever changes a channel's keys has locked the channel's row. */
final class JdbcUpstreamKeys implements UpstreamKeys {
    private static final String SELECT = "SELECT channel_id, id, name, enabled, reason, created_at FROM channel_key";
    private static final String MAIN =
            "SELECT id, main_key_enabled, main_key_reason, sealed_secret IS NOT NULL AS has_secret FROM channel";

    private final Database database;
    private final Configuration configuration;
    private final Vault vault;

    JdbcUpstreamKeys(Configuration configuration, Vault vault) {
        this.database = configuration.database();
        this.configuration = configuration;
        this.vault = vault;
    }

    private record Main(UpstreamKey key, boolean hasSecret) {}

    @Override
    public List<UpstreamKey> list(String channelId) {
        return database.snapshot(h -> {
            List<UpstreamKey> further = further(h, channelId);
            List<UpstreamKey> all = new ArrayList<>();
            main(h, channelId)
                    .filter(main -> main.hasSecret() || further.isEmpty())
                    .ifPresent(main -> all.add(main.key()));
            all.addAll(further);
            return all;
        });
    }

    @Override
    public Optional<UpstreamKey> get(String channelId, String id) {
        return list(channelId).stream().filter(key -> key.id().equals(id)).findFirst();
    }

    @Override
    public Map<String, Integer> counts() {
        return database.snapshot(h -> {
            Map<String, Integer> counts = new HashMap<>();
            h.createQuery("SELECT channel_id, COUNT(*) FROM channel_key GROUP BY channel_id")
                    .map((rs, ctx) -> Map.entry(rs.getString(1), rs.getInt(2)))
                    .forEach(one -> counts.put(one.getKey(), one.getValue()));
            h.createQuery("SELECT id FROM channel WHERE sealed_secret IS NOT NULL")
                    .mapTo(String.class)
                    .forEach(id -> counts.merge(id, 1, Integer::sum));
            return counts;
        });
    }

    /**
     * Further keys of a channel.
     *
     * @param ids of those that are in use, in order
     * @param switched by id, why a rule has switched them
     */
    record Further(List<String> ids, Map<String, String> switched) {
        Further() {
            this(new ArrayList<>(), new HashMap<>());
        }

        private Further add(UpstreamKey key) {
            if (key.enabled()) {
                ids.add(key.id());
            }
            if (key.reason() != null) {
                switched.put(key.id(), key.reason());
            }
            return this;
        }
    }

    /** By channel, and nothing for channels that have no further keys at all. */
    static Map<String, Further> inUse(Handle handle) {
        Map<String, Further> byChannel = new HashMap<>();
        handle.createQuery("SELECT channel_id, id, enabled, reason FROM channel_key ORDER BY seq")
                .map((rs, ctx) ->
                        new UpstreamKey(rs.getString(1), rs.getString(2), "", rs.getBoolean(3), rs.getString(4), null))
                .forEach(key -> byChannel
                        .computeIfAbsent(key.channelId(), id -> new Further())
                        .add(key));
        return byChannel;
    }

    /** Of one channel; absent if it has none at all. */
    static @Nullable Further inUse(Handle handle, String channelId) {
        List<UpstreamKey> all = further(handle, channelId);
        Further found = new Further();
        all.forEach(found::add);
        return all.isEmpty() ? null : found;
    }

    static int count(Handle handle, String channelId) {
        return handle.createQuery("SELECT COUNT(*) FROM channel_key WHERE channel_id = :channel")
                .bind("channel", channelId)
                .mapTo(Integer.class)
                .one();
    }

    /** Deletes all further keys of a channel. */
    static void clear(Edit edit, String channelId) {
        List<UpstreamKey> all = further(edit.handle(), channelId);
        all.forEach(key -> edit.touch(Configured.CHANNEL_KEY, key.id()));
        edit.handle().execute("DELETE FROM channel_key WHERE channel_id = ?", channelId);
    }

    private static List<UpstreamKey> further(Handle handle, String channelId) {
        return handle.createQuery(SELECT + " WHERE channel_id = :channel ORDER BY seq")
                .bind("channel", channelId)
                .map((rs, ctx) -> key(rs))
                .list();
    }

    private static Optional<Main> main(Handle handle, String channelId) {
        return handle.createQuery(MAIN + " WHERE id = :channel")
                .bind("channel", channelId)
                .map((rs, ctx) -> new Main(
                        new UpstreamKey(
                                rs.getString("id"),
                                ChannelKeys.MAIN,
                                ChannelKeys.MAIN,
                                rs.getBoolean("main_key_enabled"),
                                rs.getString("main_key_reason"),
                                null),
                        rs.getBoolean("has_secret")))
                .findOne();
    }

    @Override
    public boolean add(String channelId, List<NewKey> keys) {
        return configuration.edit(edit -> {
            Handle handle = edit.handle();
            edit.touch(Configured.CHANNEL, channelId);
            Optional<Channel> channel = JdbcChannels.get(handle, channelId);
            if (channel.isEmpty()) {
                return false;
            }
            if (count(handle, channelId) + keys.size() > MOST) {
                throw new StoreConflict("a channel has at most " + MOST + " further keys");
            }
            keys.forEach(key -> edit.make(Configured.CHANNEL_KEY, key.id()));
            insert(edit, channel.get(), keys);
            return true;
        });
    }

    private void insert(Edit edit, Channel channel, List<NewKey> keys) {
        String insert = "INSERT INTO channel_key (id, channel_id, name, enabled, created_at, sealed_secret)"
                + " VALUES (:id, :channel, :name, 1, " + edit.dialect().nowMillis() + ", :secret)";
        try (PreparedBatch batch = edit.handle().prepareBatch(insert)) {
            for (NewKey key : keys) {
                batch.bind("id", key.id())
                        .bind("channel", channel.id())
                        .bind("name", key.name())
                        .bind("secret", vault.seal(key.secret(), binding(channel, key.id())))
                        .add();
            }
            batch.execute();
        }
    }

    @Override
    public boolean update(UpstreamKey key) {
        return configuration.edit(edit -> {
            edit.touch(Configured.CHANNEL, key.channelId());
            return key.id().equals(ChannelKeys.MAIN) ? updateMain(edit, key) : updateFurther(edit, key);
        });
    }

    private static boolean updateMain(Edit edit, UpstreamKey key) {
        return edit.handle()
                        .createUpdate("UPDATE channel SET main_key_enabled = :enabled, main_key_reason = :reason"
                                + " WHERE id = :channel")
                        .bind("enabled", key.enabled() ? 1 : 0)
                        .bind("reason", key.reason())
                        .bind("channel", key.channelId())
                        .execute()
                == 1;
    }

    private static boolean updateFurther(Edit edit, UpstreamKey key) {
        edit.touch(Configured.CHANNEL_KEY, key.id());
        return edit.handle()
                        .createUpdate("UPDATE channel_key SET name = :name, enabled = :enabled, reason = :reason"
                                + " WHERE id = :id AND channel_id = :channel")
                        .bind("name", key.name())
                        .bind("enabled", key.enabled() ? 1 : 0)
                        .bind("reason", key.reason())
                        .bind("id", key.id())
                        .bind("channel", key.channelId())
                        .execute()
                == 1;
    }

    @Override
    public boolean delete(String channelId, String id) {
        return configuration.edit(edit -> {
            edit.touch(Configured.CHANNEL, channelId);
            return id.equals(ChannelKeys.MAIN) ? deleteMain(edit, channelId) : deleteFurther(edit, channelId, id);
        });
    }

    private static boolean deleteMain(Edit edit, String channelId) {
        boolean isThere = main(edit.handle(), channelId).filter(Main::hasSecret).isPresent();
        if (isThere && count(edit.handle(), channelId) == 0) {
            throw new StoreConflict("a channel's only key can be replaced, but not deleted");
        }
        return isThere
                && edit.handle()
                                .execute(
                                        "UPDATE channel SET sealed_secret = NULL, main_key_enabled = 1,"
                                                + " main_key_reason = NULL WHERE id = ?",
                                        channelId)
                        == 1;
    }

    private static boolean deleteFurther(Edit edit, String channelId, String id) {
        edit.touch(Configured.CHANNEL_KEY, id);
        return edit.handle().execute("DELETE FROM channel_key WHERE id = ? AND channel_id = ?", id, channelId) == 1;
    }

    @Override
    public Map<String, Optional<Secret>> secrets(Channel channel) {
        return database.read(h -> {
            Map<String, Optional<Secret>> secrets = new LinkedHashMap<>();
            h.createQuery("SELECT id, sealed_secret FROM channel_key WHERE channel_id = :channel ORDER BY seq")
                    .bind("channel", channel.id())
                    .map((rs, ctx) -> Map.entry(rs.getString(1), open(rs.getBytes(2), channel, rs.getString(1))))
                    .forEach(one -> secrets.put(one.getKey(), one.getValue()));
            return secrets;
        });
    }

    private Optional<Secret> open(byte[] sealed, Channel channel, String id) {
        try {
            return Optional.of(vault.open(sealed, binding(channel, id)));
        } catch (IllegalArgumentException changedOrMoved) {
            return Optional.empty();
        }
    }

    /** Key, channel and host, so that nobody who may edit a channel, or the database, can send a key elsewhere. */
    private static String binding(Channel channel, String id) {
        return "channel_key/" + id + "/" + JdbcChannels.binding(channel);
    }

    private static UpstreamKey key(ResultSet rs) throws SQLException {
        return new UpstreamKey(
                rs.getString("channel_id"),
                rs.getString("id"),
                rs.getString("name"),
                rs.getBoolean("enabled"),
                rs.getString("reason"),
                Instant.ofEpochMilli(rs.getLong("created_at")));
    }
}

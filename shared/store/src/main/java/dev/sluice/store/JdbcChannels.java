package dev.sluice.store;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelLimits;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** {@link Channels} over JDBC. */
final class JdbcChannels implements Channels {
    private static final String SELECT =
            "SELECT id, name, provider, base_url, models, model_patterns, list_upstream, model_mapping, caller_groups,"
                    + " priority, weight, enabled, private_addresses, parameters, timeouts, model_timeouts, sealed_secret,"
                    + " requests_per_minute, tokens_per_minute, concurrency FROM channel";
    private static final String INSERT = "INSERT INTO channel (id, name, provider, base_url, models, model_patterns,"
            + " list_upstream, model_mapping, caller_groups, priority, weight, enabled, private_addresses, parameters,"
            + " timeouts, model_timeouts, sealed_secret, requests_per_minute, tokens_per_minute, concurrency) VALUES (:id, :name, :provider, :url, :models, :patterns, :list,"
            + " :mapping, :groups, :priority, :weight, :enabled, :private, :parameters, :timeouts, :modelTimeouts,"
            + " :secret, :requests, :tokens, :concurrency)";
    private static final String UPDATE = "UPDATE channel SET name = :name, provider = :provider, base_url = :url,"
            + " models = :models, model_patterns = :patterns, list_upstream = :list, model_mapping = :mapping,"
            + " caller_groups = :groups, priority = :priority, weight = :weight, enabled = :enabled,"
            + " private_addresses = :private, parameters = :parameters, timeouts = :timeouts,"
            + " model_timeouts = :modelTimeouts, sealed_secret = :secret, requests_per_minute = :requests,"
            + " tokens_per_minute = :tokens, concurrency = :concurrency WHERE id = :id";

    private final Database database;
    private final Configuration configuration;
    private final Vault vault;

    JdbcChannels(Configuration configuration, Vault vault) {
        this.database = configuration.database();
        this.configuration = configuration;
        this.vault = vault;
    }

    @Override
    public void create(Channel channel, @Nullable Secret secret) {
        byte[] sealed = secret == null ? null : vault.seal(secret, binding(channel));
        configuration.edit(edit -> {
            edit.make(Configured.CHANNEL, channel.id());
            return bind(edit.handle().createUpdate(INSERT), channel)
                    .bind("secret", sealed)
                    .execute();
        });
    }

    @Override
    public Optional<Channel> get(String id) {
        return database.read(h -> find(h, id, "")).map(Stored::channel);
    }

    @Override
    public List<Channel> list() {
        return database.read(JdbcChannels::list);
    }

    static List<Channel> list(Handle handle) {
        return handle.createQuery(SELECT + " ORDER BY seq")
                .map((rs, ctx) -> stored(rs).channel())
                .list();
    }

    @Override
    public boolean update(Channel channel, @Nullable Secret secret) {
        return configuration.edit(edit -> {
            Handle handle = edit.handle();
            edit.touch(Configured.CHANNEL, channel.id());
            Optional<Stored> old = find(handle, channel.id(), database.dialect().forUpdate());
            if (old.isEmpty()) {
                return false;
            }
            byte[] sealed = secret == null ? kept(old.get(), channel) : vault.seal(secret, binding(channel));
            bind(handle.createUpdate(UPDATE), channel).bind("secret", sealed).execute();
            return true;
        });
    }

    private static byte @Nullable [] kept(Stored old, Channel channel) {
        if (old.sealed() != null && !binding(old.channel()).equals(binding(channel))) {
            throw new StoreConflict("a channel that moves to another host needs its secret again");
        }
        return old.sealed();
    }

    @Override
    public boolean delete(String id) {
        return configuration.edit(edit -> {
            edit.touch(Configured.CHANNEL, id);
            return edit.handle().execute("DELETE FROM channel WHERE id = ?", id) == 1;
        });
    }

    @Override
    public Optional<Secret> secret(String id) {
        return database.read(h -> find(h, id, "")).flatMap(this::open);
    }

    private Optional<Secret> open(Stored stored) {
        byte[] sealed = stored.sealed();
        return sealed == null ? Optional.empty() : Optional.of(vault.open(sealed, binding(stored.channel())));
    }

    /** Channel and host, so that nobody who may edit a channel, or the database, can send its secret elsewhere. */
    private static String binding(Channel channel) {
        return "channel/" + channel.id() + "/secret/" + host(channel);
    }

    private static String host(Channel channel) {
        if (channel.baseUrl() == null) {
            return "preset:" + channel.provider();
        }
        URI url = URI.create(channel.baseUrl());
        return (url.getScheme() + "://" + url.getAuthority()).toLowerCase(Locale.ROOT);
    }

    private static Optional<Stored> find(Handle handle, String id, String lock) {
        return handle.createQuery(SELECT + " WHERE id = :id" + lock)
                .bind("id", id)
                .map((rs, ctx) -> stored(rs))
                .findOne();
    }

    private static Update bind(Update update, Channel channel) {
        return update.bind("id", channel.id())
                .bind("name", channel.name())
                .bind("provider", channel.provider())
                .bind("url", channel.baseUrl())
                .bind("models", Json.texts(channel.models()))
                .bind("patterns", Json.texts(channel.modelPatterns()))
                .bind("list", channel.listUpstream() ? 1 : 0)
                .bind("mapping", Json.map(channel.modelMapping()))
                .bind("groups", Json.texts(new TreeSet<>(channel.groups())))
                .bind("priority", channel.priority())
                .bind("weight", channel.weight())
                .bind("enabled", channel.enabled() ? 1 : 0)
                .bind("private", channel.privateAddresses() ? 1 : 0)
                .bind("parameters", Json.map(channel.parameters()))
                .bind("timeouts", Json.timeouts(channel.timeouts()))
                .bind("modelTimeouts", Json.timeoutsByModel(channel.modelTimeouts()))
                .bind("requests", channel.limits().requestsPerMinute())
                .bind("tokens", channel.limits().tokensPerMinute())
                .bind("concurrency", channel.limits().concurrency());
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(Channel channel, byte @Nullable [] sealed) {}

    private static Stored stored(ResultSet rs) throws SQLException {
        Channel channel = new Channel(
                rs.getString("id"),
                rs.getString("name"),
                rs.getString("provider"),
                rs.getString("base_url"),
                Json.texts(rs.getString("models")),
                Json.texts(rs.getString("model_patterns")),
                rs.getBoolean("list_upstream"),
                Json.map(rs.getString("model_mapping")),
                Set.copyOf(Json.texts(rs.getString("caller_groups"))),
                rs.getInt("priority"),
                rs.getInt("weight"),
                rs.getBoolean("enabled"),
                rs.getBoolean("private_addresses"),
                Json.map(rs.getString("parameters")),
                Json.timeouts(rs.getString("timeouts")),
                Json.timeoutsByModel(rs.getString("model_timeouts")),
                new ChannelLimits(
                        number(rs, "requests_per_minute"), number(rs, "tokens_per_minute"), number(rs, "concurrency")));
        return new Stored(channel, rs.getBytes("sealed_secret"));
    }

    private static @Nullable Long number(ResultSet rs, String column) throws SQLException {
        long number = rs.getLong(column);
        return rs.wasNull() ? null : number;
    }
}

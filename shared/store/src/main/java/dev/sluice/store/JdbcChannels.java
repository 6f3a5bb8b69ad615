package dev.sluice.store;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.catalog.ChannelLimits;
import dev.sluice.model.catalog.KeyChoice;
import dev.sluice.model.catalog.Labels;
import dev.sluice.model.catalog.Probing;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.store.JdbcUpstreamKeys.Further;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** {@link Channels} over JDBC. */
final class JdbcChannels implements Channels {
    private static final String SELECT =
            "SELECT id, name, provider, base_url, models, model_patterns, list_upstream, model_mapping, caller_groups,"
                    + " priority, weight, enabled, private_addresses, parameters, timeouts, model_timeouts, sealed_secret,"
                    + " requests_per_minute, tokens_per_minute, concurrency, shaping, tags, notes, proxy, sealed_proxy,"
                    + " key_choice, main_key_enabled, main_key_reason, test_model, probe_every, probe_every_well,"
                    + " auto_disable, switched_reason, model_pools FROM channel";
    private static final String INSERT = "INSERT INTO channel (id, name, provider, base_url, models, model_patterns,"
            + " list_upstream, model_mapping, caller_groups, priority, weight, enabled, private_addresses, parameters,"
            + " timeouts, model_timeouts, sealed_secret, requests_per_minute, tokens_per_minute, concurrency, shaping,"
            + " tags, notes, proxy, sealed_proxy, key_choice, test_model, probe_every, probe_every_well,"
            + " auto_disable, switched_reason, model_pools) VALUES (:id, :name, :provider,"
            + " :url, :models, :patterns, :list, :mapping, :groups, :priority, :weight, :enabled, :private, :parameters,"
            + " :timeouts, :modelTimeouts, :secret, :requests, :tokens, :concurrency, :shaping, :tags, :notes, :proxy,"
            + " :login, :choice, :testModel, :probeEvery, :probeEveryWell, :disabling, :switched, :pools)";
    private static final String UPDATE = "UPDATE channel SET name = :name, provider = :provider, base_url = :url,"
            + " models = :models, model_patterns = :patterns, list_upstream = :list, model_mapping = :mapping,"
            + " caller_groups = :groups, priority = :priority, weight = :weight, enabled = :enabled,"
            + " private_addresses = :private, parameters = :parameters, timeouts = :timeouts,"
            + " model_timeouts = :modelTimeouts, sealed_secret = :secret, requests_per_minute = :requests,"
            + " tokens_per_minute = :tokens, concurrency = :concurrency, shaping = :shaping, tags = :tags,"
            + " notes = :notes, proxy = :proxy, sealed_proxy = :login, key_choice = :choice, test_model = :testModel,"
            + " probe_every = :probeEvery, probe_every_well = :probeEveryWell, auto_disable = :disabling,"
            + " switched_reason = :switched, model_pools = :pools"
            + " WHERE id = :id";

    private final Database database;
    private final Configuration configuration;
    private final Vault vault;
    private final UpstreamKeys keys;
    private final RuleSwitch rules;

    JdbcChannels(Configuration configuration, Vault vault) {
        this.database = configuration.database();
        this.configuration = configuration;
        this.vault = vault;
        this.keys = new JdbcUpstreamKeys(configuration, vault);
        this.rules = new JdbcRuleSwitch(configuration);
    }

    @Override
    public void create(Channel channel, @Nullable Secret secret, @Nullable Secret proxyLogin) {
        byte[] sealed = secret == null ? null : vault.seal(secret, binding(channel));
        byte[] login = proxyLogin == null ? null : vault.seal(proxyLogin, proxyBinding(channel));
        configuration.edit(edit -> {
            edit.make(Configured.CHANNEL, channel.id());
            return bind(edit.handle().createUpdate(INSERT), channel)
                    .bind("secret", sealed)
                    .bind("login", login)
                    .execute();
        });
    }

    @Override
    public Optional<Channel> get(String id) {
        return database.snapshot(h -> get(h, id));
    }

    @Override
    public List<Channel> list() {
        return database.snapshot(JdbcChannels::list);
    }

    static Optional<Channel> get(Handle handle, String id) {
        return find(handle, id, "").map(stored -> stored.with(JdbcUpstreamKeys.inUse(handle, id)));
    }

    static List<Channel> list(Handle handle) {
        Map<String, Further> further = JdbcUpstreamKeys.inUse(handle);
        return handle.createQuery(SELECT + " ORDER BY seq")
                .map((rs, ctx) -> stored(rs))
                .map(stored -> stored.with(further.get(stored.channel().id())))
                .list();
    }

    @Override
    public boolean update(Channel channel, @Nullable Secret secret, @Nullable Secret proxyLogin) {
        return configuration.edit(edit -> {
            Handle handle = edit.handle();
            edit.touch(Configured.CHANNEL, channel.id());
            Optional<Stored> old = find(handle, channel.id(), database.dialect().forUpdate());
            if (old.isEmpty()) {
                return false;
            }
            if (isMoving(old.get(), channel) && JdbcUpstreamKeys.count(handle, channel.id()) > 0) {
                throw new StoreConflict("a channel that moves to another host must have no further keys: delete them");
            }
            byte[] sealed = secret == null ? kept(old.get(), channel) : vault.seal(secret, binding(channel));
            byte[] login =
                    proxyLogin == null ? keptLogin(old.get(), channel) : vault.seal(proxyLogin, proxyBinding(channel));
            bind(handle.createUpdate(UPDATE), channel)
                    .bind("secret", sealed)
                    .bind("login", login)
                    .execute();
            return true;
        });
    }

    @Override
    public List<Channel> changeAll(Predicate<Channel> which, UnaryOperator<Channel> change) {
        return configuration.edit(edit -> {
            // By id, so that two such changes lock rows in one order.
            List<String> ids = list(edit.handle()).stream()
                    .filter(channel -> isDue(channel, which, change))
                    .map(Channel::id)
                    .sorted()
                    .toList();
            List<Channel> changed = new ArrayList<>();
            for (String id : ids) {
                change(edit, id, which, change).ifPresent(changed::add);
            }
            return changed;
        });
    }

    private Optional<Channel> change(Edit edit, String id, Predicate<Channel> which, UnaryOperator<Channel> change) {
        edit.touch(Configured.CHANNEL, id);
        Handle handle = edit.handle();
        Optional<Stored> old =
                find(handle, id, database.dialect().forUpdate()).filter(it -> isDue(it.channel(), which, change));
        return old.map(it -> {
            Channel changed = change.apply(it.channel());
            bind(handle.createUpdate(UPDATE), changed)
                    .bind("secret", kept(it, changed))
                    .bind("login", keptLogin(it, changed))
                    .execute();
            return changed;
        });
    }

    private static boolean isDue(Channel channel, Predicate<Channel> which, UnaryOperator<Channel> change) {
        return which.test(channel) && !change.apply(channel).equals(channel);
    }

    private static byte @Nullable [] keptLogin(Stored old, Channel channel) {
        return channel.proxy() != null && proxyBinding(old.channel()).equals(proxyBinding(channel))
                ? old.login()
                : null;
    }

    private static byte @Nullable [] kept(Stored old, Channel channel) {
        if (old.sealed() != null && isMoving(old, channel)) {
            throw new StoreConflict("a channel that moves to another host needs its secret again");
        }
        return old.sealed();
    }

    private static boolean isMoving(Stored old, Channel channel) {
        return !binding(old.channel()).equals(binding(channel));
    }

    @Override
    public UpstreamKeys keys() {
        return keys;
    }

    @Override
    public RuleSwitch rules() {
        return rules;
    }

    @Override
    public boolean delete(String id) {
        return configuration.edit(edit -> {
            edit.touch(Configured.CHANNEL, id);
            JdbcUpstreamKeys.clear(edit, id);
            return edit.handle().execute("DELETE FROM channel WHERE id = ?", id) == 1;
        });
    }

    @Override
    public Optional<Secret> secret(Channel channel) {
        return database.read(h -> find(h, channel.id(), ""))
                .flatMap(stored -> Optional.ofNullable(stored.sealed()))
                .map(secret -> vault.open(secret, binding(channel)));
    }

    @Override
    public Optional<Secret> proxyLogin(Channel channel) {
        return database.read(h -> find(h, channel.id(), ""))
                .flatMap(stored -> Optional.ofNullable(stored.login()))
                .map(login -> vault.open(login, proxyBinding(channel)));
    }

    /** Channel and host, so that nobody who may edit a channel, or the database, can send its secret elsewhere. */
    static String binding(Channel channel) {
        return "channel/" + channel.id() + "/secret/" + host(channel);
    }

    /** Channel and proxy, so that nobody who may edit a channel can have the login sent to another proxy. */
    private static String proxyBinding(Channel channel) {
        ProxyServer proxy = channel.proxy();
        return "channel/" + channel.id() + "/proxy/" + (proxy == null ? "" : proxy.url());
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
                .bind("concurrency", channel.limits().concurrency())
                .bind(
                        "shaping",
                        channel.shaping().isNone()
                                ? null
                                : ShapingJson.write(channel.shaping()).toString())
                .bind(
                        "tags",
                        channel.labels().tags().isEmpty()
                                ? null
                                : Json.texts(channel.labels().tags()))
                .bind(
                        "notes",
                        channel.labels().notes().isEmpty()
                                ? null
                                : channel.labels().notes())
                .bind("proxy", Json.proxy(channel.proxy()))
                .bind("choice", channel.keys().choice().word())
                .bind("testModel", channel.probing().model())
                .bind("probeEvery", millis(channel.probing().every()))
                .bind("probeEveryWell", millis(channel.probing().everyWell()))
                .bind("disabling", ProbingJson.text(channel.disabling()))
                .bind("switched", channel.switched())
                .bind("pools", ProbingJson.pools(channel.modelPools()));
    }

    /**
     * A channel whose keys are not known yet.
     *
     * @param mainEnabled whether its own secret is in use
     * @param mainReason why a rule has switched that
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(
            Channel channel,
            byte @Nullable [] sealed,
            byte @Nullable [] login,
            boolean mainEnabled,
            @Nullable String mainReason) {

        /** With these further keys; absent if it has none at all. */
        Channel with(@Nullable Further further) {
            List<String> ids = new ArrayList<>();
            Map<String, String> switched = new HashMap<>();
            if (mainReason != null) {
                switched.put(ChannelKeys.MAIN, mainReason);
            }
            if (mainEnabled && (sealed != null || further == null)) {
                ids.add(ChannelKeys.MAIN);
            }
            if (further != null) {
                ids.addAll(further.ids());
                switched.putAll(further.switched());
            }
            return channel.change()
                    .keys(new ChannelKeys(channel.keys().choice(), ids, switched))
                    .channel();
        }
    }

    private static Stored stored(ResultSet rs) throws SQLException {
        Channel channel = Channel.draft(rs.getString("id"), rs.getString("name"), rs.getString("provider"))
                .baseUrl(rs.getString("base_url"))
                .models(Json.texts(rs.getString("models")))
                .modelPatterns(Json.texts(rs.getString("model_patterns")))
                .listUpstream(rs.getBoolean("list_upstream"))
                .modelMapping(Json.map(rs.getString("model_mapping")))
                .groups(Set.copyOf(Json.texts(rs.getString("caller_groups"))))
                .priority(rs.getInt("priority"))
                .weight(rs.getInt("weight"))
                .enabled(rs.getBoolean("enabled"))
                .privateAddresses(rs.getBoolean("private_addresses"))
                .parameters(Json.map(rs.getString("parameters")))
                .timeouts(Json.timeouts(rs.getString("timeouts")))
                .modelTimeouts(Json.timeoutsByModel(rs.getString("model_timeouts")))
                .limits(limits(rs))
                .shaping(ShapingJson.read(rs.getString("shaping")))
                .labels(labels(rs.getString("tags"), rs.getString("notes")))
                .proxy(Json.proxy(rs.getString("proxy")))
                .keys(new ChannelKeys(
                        KeyChoice.of(rs.getString("key_choice")).orElse(KeyChoice.ROUND_ROBIN), List.of()))
                .probing(new Probing(
                        rs.getString("test_model"), duration(rs, "probe_every"), duration(rs, "probe_every_well")))
                .disabling(ProbingJson.overrides(rs.getString("auto_disable")))
                .switched(rs.getString("switched_reason"))
                .modelPools(ProbingJson.pools(rs.getString("model_pools")))
                .channel();
        return new Stored(
                channel,
                rs.getBytes("sealed_secret"),
                rs.getBytes("sealed_proxy"),
                rs.getBoolean("main_key_enabled"),
                rs.getString("main_key_reason"));
    }

    private static Labels labels(@Nullable String tags, @Nullable String notes) {
        return new Labels(tags == null ? List.of() : Json.texts(tags), notes == null ? "" : notes);
    }

    private static ChannelLimits limits(ResultSet rs) throws SQLException {
        return new ChannelLimits(
                number(rs, "requests_per_minute"), number(rs, "tokens_per_minute"), number(rs, "concurrency"));
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : (Long) duration.toMillis();
    }

    private static @Nullable Duration duration(ResultSet rs, String column) throws SQLException {
        Long millis = number(rs, column);
        return millis == null ? null : Duration.ofMillis(millis);
    }

    private static @Nullable Long number(ResultSet rs, String column) throws SQLException {
        long number = rs.getLong(column);
        return rs.wasNull() ? null : number;
    }
}

package dev.sluice.store;

import static dev.sluice.store.Column.flag;
import static dev.sluice.store.Column.json;
import static dev.sluice.store.Column.moment;
import static dev.sluice.store.Column.number;
import static dev.sluice.store.Column.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kinds of things that are configured: in which table each is, and which of its columns are settings. In the order in
 * which a restore writes them, so that what others name is there first. A column that is not named here is neither kept in
 * revisions nor restored.
 */
enum Configured {
    GROUP("caller_group", "name", Return.WHOLE, text("description"), flag("enabled")),
    USER(
            "gateway_user",
            "id",
            Return.SETTINGS,
            text("name"),
            text("role"),
            flag("enabled"),
            flag("unlimited"),
            text("default_group")),
    KEY(
            "api_key",
            "id",
            Return.SETTINGS,
            text("name"),
            text("user_id").asFixed(),
            text("routing_group"),
            flag("enabled"),
            moment("expires_at"),
            json("models"),
            json("networks"),
            number("requests_per_minute"),
            number("tokens_per_minute"),
            number("concurrency"),
            number("budget"),
            flag("may_explain")),
    CHANNEL(
            "channel",
            "id",
            Return.WHOLE,
            text("name"),
            text("provider"),
            text("base_url"),
            json("models"),
            json("model_patterns"),
            flag("list_upstream"),
            json("model_mapping"),
            json("caller_groups"),
            number("priority"),
            number("weight"),
            flag("enabled"),
            flag("private_addresses"),
            json("parameters"),
            json("timeouts"),
            json("model_timeouts"),
            number("requests_per_minute"),
            number("tokens_per_minute"),
            number("concurrency"),
            json("shaping"),
            json("tags"),
            text("notes"),
            json("proxy"),
            text("key_choice"),
            flag("main_key_enabled"),
            text("main_key_reason"),
            text("test_model"),
            number("probe_every"),
            number("probe_every_well"),
            json("auto_disable"),
            text("switched_reason"),
            json("model_pools")),
    CHANNEL_KEY(
            "channel_key",
            "id",
            Return.WHOLE,
            text("channel_id").asFixed(),
            text("name"),
            flag("enabled"),
            text("reason"),
            moment("created_at").asFixed()),
    BUDGET(
            "budget",
            "id",
            Return.WHOLE,
            text("name"),
            text("scope"),
            text("subject"),
            text("model"),
            text("period"),
            text("unit"),
            number("most"),
            number("soft_percent"),
            flag("enabled")),
    LIMIT(
            "rate_limit",
            "id",
            Return.WHOLE,
            text("scope"),
            text("subject"),
            number("requests_per_minute"),
            number("tokens_per_minute"),
            number("concurrency")),
    ROUTING_RULE(
            "routing_rule",
            "id",
            Return.WHOLE,
            text("scope"),
            text("subject"),
            text("strategy"),
            json("fallbacks"),
            flag("policy_fallback"),
            text("canary_channel"),
            number("canary_percent"),
            number("hedge_after"),
            number("hedge_percent"),
            text("shadow_channel"),
            number("shadow_percent")),
    INVITATIONS(
            "invitation_terms",
            "id",
            Return.SETTINGS,
            number("inviter_reward"),
            number("invitee_reward"),
            flag("open_sign_up")),
    PRICES("price_version", "version", Return.NEVER, text("source"), text("note"), moment("valid_from"));

    /** The column of an upstream's secret, which is no setting that anybody sees. */
    static final String SEALED = "sealed_secret";

    /** That of what its proxy asks for. */
    static final String SEALED_PROXY = "sealed_proxy";

    private static final String NAME = "name";

    private final String table;
    private final String key;
    private final Return way;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes one that cannot be changed
    private final List<Column> columns;

    Configured(String table, String key, Return way, Column... columns) {
        this.table = table;
        this.key = key;
        this.way = way;
        this.columns = List.of(columns);
    }

    /** How a restore may bring something back. */
    enum Return {
        /** It is made and deleted, too. */
        WHOLE,
        /** Only the settings of what is there; it is neither made nor deleted. */
        SETTINGS,
        NEVER
    }

    Return way() {
        return way;
    }

    List<Column> columns() {
        return columns;
    }

    String table() {
        return table;
    }

    /** The column that names a row. */
    String key() {
        return key;
    }

    boolean hasSecret() {
        return this == CHANNEL || this == CHANNEL_KEY;
    }

    /** Its keys are used through its proxy, and so have no login of their own. */
    boolean hasProxyLogin() {
        return this == CHANNEL;
    }

    /** Whether no two may have one name, other than that which is their id. */
    boolean hasUniqueName() {
        return this == USER || this == KEY || hasSecret();
    }

    /** Whether rows are named by a number. */
    boolean isNumbered() {
        return this == INVITATIONS || this == PRICES;
    }

    static String nameColumn() {
        return NAME;
    }

    /** As revisions and the API call it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Configured> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    String select(String lock) {
        Stream<String> names = columns.stream().map(Column::name);
        Stream<String> secrets =
                Stream.of(SEALED, SEALED_PROXY).filter(column -> column.equals(SEALED) ? hasSecret() : hasProxyLogin());
        return "SELECT " + Stream.concat(names, secrets).collect(Collectors.joining(", ")) + " FROM " + table + where()
                + lock;
    }

    /** Which row, given as {@code :row}. */
    String where() {
        return " WHERE " + key + " = :row";
    }
}

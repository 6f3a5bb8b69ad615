package dev.sluice.launcher.conf;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every configuration key. Its meaning stands in {@code conf/sluice.yaml}. */
public enum Key {
    HTTP_HOST("http.host", Type.TEXT, "127.0.0.1"),
    HTTP_PORT("http.port", Type.PORT, "8080"),
    HTTP_MAX_BODY("http.max-body", Type.BYTES, "32MiB"),
    HTTP_MAX_BODIES_IN_FLIGHT("http.max-bodies-in-flight", Type.BYTES, "256MiB"),
    HTTP_MAX_HEADER("http.max-header", Type.BYTES, "32KiB"),
    HTTP_MAX_URI("http.max-uri", Type.BYTES, "8KiB"),
    HTTP_MAX_CONNECTIONS("http.max-connections", Type.COUNT, "20000"),
    HTTP_MAX_CONNECTIONS_PER_ADDRESS("http.max-connections-per-address", Type.COUNT, "10000"),
    HTTP_HEADER_TIMEOUT("http.header-timeout", Type.DURATION, "10s"),
    HTTP_IDLE_TIMEOUT("http.idle-timeout", Type.DURATION, "75s"),
    HTTP_BODY_GRACE("http.body-grace", Type.DURATION, "5s"),
    HTTP_BODY_RATE("http.body-rate", Type.BYTES, "1KiB"),
    HTTP_STREAM_COMMENT_AFTER("http.stream-comment-after", Type.DURATION, "10s"),
    HTTP_STALL_TIMEOUT("http.stall-timeout", Type.DURATION, "60s"),
    HTTP_DRAIN("http.drain", Type.DURATION, "30s"),
    HTTP_DRAIN_DELAY("http.drain-delay", Type.DURATION, "0s"),
    HTTP_IDENTIFY_ABOVE("http.identify-above", Type.BYTES, "256KiB"),
    HTTP_JSON_DEPTH("http.json-depth", Type.COUNT, "64"),
    HTTP_JSON_KEYS("http.json-keys", Type.COUNT, "20000"),
    HTTP_JSON_NUMBER_LENGTH("http.json-number-length", Type.COUNT, "64"),
    HTTP_EXPOSE_CHANNEL("http.expose-channel", Type.FLAG, "false"),

    OVERLOAD_MAX_CALLS("overload.max-calls", Type.COUNT, "20000"),
    OVERLOAD_MAX_CALLS_PER_TENANT("overload.max-calls-per-tenant", Type.COUNT, "20000"),
    OVERLOAD_EVENT_LOOP_LAG("overload.event-loop-lag", Type.DURATION, "50ms"),
    OVERLOAD_JOURNAL_WAIT("overload.journal-wait", Type.DURATION, "1s"),

    MANAGEMENT_HOST("management.host", Type.TEXT, "127.0.0.1"),
    MANAGEMENT_PORT("management.port", Type.PORT, "8081"),

    DATA("data", Type.TEXT, "./data"),
    DATABASE_URL("database.url", Type.TEXT, ""),
    DATABASE_USER("database.user", Type.TEXT, ""),
    DATABASE_PASSWORD("database.password", Type.SECRET, ""),
    DATABASE_CONNECTIONS("database.connections", Type.COUNT, "10"),

    JOURNAL_MODE("journal.mode", Type.JOURNAL, "disk"),
    JOURNAL_FOLDER("journal.folder", Type.TEXT, ""),
    JOURNAL_SEGMENT("journal.segment", Type.BYTES, "16MiB"),
    JOURNAL_MAX_BYTES("journal.max-bytes", Type.BYTES, "1GiB"),
    JOURNAL_LINGER("journal.linger", Type.DURATION, "2ms"),

    MASTER_KEY("master-key", Type.SECRET, ""),
    INITIAL_KEY("initial-key", Type.SECRET, ""),
    ADMIN_TOKEN("admin.token", Type.SECRET, ""),
    ADMIN_PASSWORD("admin.password", Type.SECRET, ""),
    ADMIN_PUBLIC_URL("admin.public-url", Type.TEXT, ""),
    ADMIN_TRUSTED_PROXIES("admin.trusted-proxies", Type.LIST, ""),
    ADMIN_KEYS_PER_USER("admin.keys-per-user", Type.FEW, "20"),

    EVENT_LOOPS("event-loops", Type.INSTANCES, "auto"),
    VERTICLES_INGRESS("verticles.ingress", Type.INSTANCES, "auto"),
    VERTICLES_ACCOUNTING("verticles.accounting", Type.INSTANCES, "auto"),
    VERTICLES_ROUTER("verticles.router", Type.INSTANCES, "auto"),
    VERTICLES_PROVIDER("verticles.provider", Type.INSTANCES, "auto"),
    VERTICLES_ADMIN("verticles.admin", Type.INSTANCES, "1"),
    VERTICLES_EXTRA("verticles.extra", Type.LIST, ""),

    CLUSTER_ENABLED("cluster.enabled", Type.FLAG, "false"),
    CLUSTER_NODE("cluster.node", Type.TEXT, ""),
    CLUSTER_CONFIG("cluster.config", Type.TEXT, "cluster.xml"),
    CLUSTER_HOST("cluster.host", Type.TEXT, "127.0.0.1"),
    CLUSTER_MEMBER_PORT("cluster.member-port", Type.PORT, "5701"),
    CLUSTER_BUS_PORT("cluster.bus-port", Type.PORT, "5801"),
    CLUSTER_MEMBERS("cluster.members", Type.LIST, "127.0.0.1"),
    CLUSTER_NAME("cluster.name", Type.TEXT, "sluice"),
    CLUSTER_SIZE("cluster.size", Type.SIZE, "auto"),
    CLUSTER_TRUSTED_NETWORK("cluster.trusted-network", Type.FLAG, "false"),
    CLUSTER_TLS_KEY("cluster.tls.key", Type.TEXT, ""),
    CLUSTER_TLS_CERTIFICATE("cluster.tls.certificate", Type.TEXT, ""),
    CLUSTER_TLS_AUTHORITY("cluster.tls.authority", Type.TEXT, ""),

    RESPONSES_KEEP("responses.keep", Type.FLAG, "false"),
    RESPONSES_TTL("responses.ttl", Type.DURATION, "24h"),
    RESPONSES_MAX_PER_USER("responses.max-per-user", Type.COUNT, "1000"),
    RESPONSES_MAX_BYTES("responses.max-bytes", Type.BYTES, "2MiB"),

    RETENTION_REQUESTS("retention.requests", Type.DURATION, "90d"),
    RETENTION_HOURS("retention.hours", Type.DURATION, "400d"),
    RETENTION_REVISIONS("retention.revisions", Type.DURATION, "0s"),
    RETENTION_EXPLANATIONS("retention.explanations", Type.COUNT, "100000"),
    RETENTION_AUDIT_LOG("retention.audit-log", Type.DURATION, "0s"),

    EXPLAIN_KEEP("explain.keep", Type.COUNT, "10000"),
    EXPLAIN_KEEP_BYTES("explain.keep-bytes", Type.BYTES, "16MiB"),
    EXPLAIN_SLOW_AFTER("explain.slow-after", Type.DURATION, "30s"),
    EXPLAIN_SAMPLE("explain.sample", Type.PERCENT, "1"),

    SHADOW_MAX_IN_FLIGHT("shadow.max-in-flight", Type.FEW, "64"),
    SHADOW_MAX_BODIES_IN_FLIGHT("shadow.max-bodies-in-flight", Type.BYTES, "16MiB"),
    SHADOW_MAX_BYTES("shadow.max-bytes", Type.BYTES, "1MiB"),
    SHADOW_MAX_TIME("shadow.max-time", Type.DURATION, "60s"),

    MODELS_NAMES("models.names", Type.TEXT, ""),
    ROUTING_MAX_ATTEMPTS("routing.max-attempts", Type.COUNT, "4"),
    ROUTING_STRATEGY("routing.strategy", Type.STRATEGY, "weighted"),
    TIMEOUTS_CONNECT("timeouts.connect", Type.DURATION, "5s"),
    TIMEOUTS_FIRST_CONTENT("timeouts.first-content", Type.DURATION, "120s"),
    TIMEOUTS_BETWEEN_CHUNKS("timeouts.between-chunks", Type.DURATION, "120s"),
    TIMEOUTS_TOTAL("timeouts.total", Type.DURATION, "30m"),

    PROVIDER_CONNECTIONS("provider.connections", Type.COUNT, "8192"),
    PROVIDER_WAITING("provider.waiting", Type.COUNT, "1024"),
    PROVIDER_KEEP_ALIVE("provider.keep-alive", Type.DURATION, "20s"),
    PROVIDER_NAME_TTL("provider.name-ttl", Type.DURATION, "30s"),
    PROVIDER_MAX_BODY("provider.max-body", Type.BYTES, "32MiB"),
    PROVIDER_LIST_EVERY("provider.list-every", Type.DURATION, "10m"),

    PROBES_EVERY("probes.every", Type.DURATION, "1m"),
    PROBES_EVERY_WELL("probes.every-well", Type.DURATION, "0s"),
    PROBES_AT_ONCE("probes.at-once", Type.COUNT, "4"),

    AUTO_DISABLE_ENABLED("auto-disable.enabled", Type.FLAG, "false"),
    AUTO_DISABLE_INVALID_KEY("auto-disable.invalid-key", Type.FLAG, "true"),
    AUTO_DISABLE_OUT_OF_QUOTA("auto-disable.out-of-quota", Type.FLAG, "true"),
    AUTO_DISABLE_STATUSES("auto-disable.statuses", Type.LIST, ""),
    AUTO_DISABLE_WORDS(
            "auto-disable.words",
            Type.LIST,
            "your credit balance is too low,this organization has been disabled,you exceeded your current quota,"
                    + "the security token included in the request is invalid,your account is not authorized"),
    AUTO_DISABLE_RETURN("auto-disable.return", Type.FLAG, "true"),

    ACCOUNTING_ASSUMED_OUTPUT_TOKENS("accounting.assumed-output-tokens", Type.COUNT, "4096"),
    ACCOUNTING_UNPRICED("accounting.unpriced", Type.UNPRICED, "flag"),
    ACCOUNTING_INSUFFICIENT_QUOTA_STATUS("accounting.insufficient-quota-status", Type.QUOTA_STATUS, "402"),
    ACCOUNTING_MAX_OPEN_CALLS("accounting.max-open-calls", Type.COUNT, "20000"),
    ACCOUNTING_CACHED_KEYS("accounting.cached-keys", Type.COUNT, "100000"),
    ACCOUNTING_SETTLE_QUEUE("accounting.settle-queue", Type.COUNT, "65536"),
    ACCOUNTING_LONGEST_CALL("accounting.longest-call", Type.DURATION, "2h"),
    ACCOUNTING_PURSE_IDLE("accounting.purse-idle", Type.DURATION, "5s"),
    ACCOUNTING_AUDIT_INTERVAL("accounting.audit-interval", Type.DURATION, "5m"),
    ACCOUNTING_PROVIDER_TOLERANCE("accounting.provider-tolerance", Type.PERCENT, "5"),
    ACCOUNTING_LOST_NODE_GRACE("accounting.lost-node-grace", Type.DURATION, "24h"),

    BILLING_CALLER_LEFT_EARLY("billing.caller-left-early", Type.BILLED_EARLY, "reported"),
    BILLING_CALLER_LEFT("billing.caller-left", Type.BILLED, "produced"),
    BILLING_UPSTREAM_FAILED("billing.upstream-failed", Type.BILLED, "reported");

    private final String path;
    private final Type type;
    private final String standard;

    Key(String path, Type type, String standard) {
        this.path = path;
        this.type = type;
        this.standard = standard;
    }

    /** As in the file: {@code http.port}. */
    public String path() {
        return path;
    }

    /** As in the environment: {@code SLUICE_HTTP_PORT}. */
    public String variable() {
        return "SLUICE_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    public Type type() {
        return type;
    }

    /** The default, written as in the file. */
    public String standard() {
        return standard;
    }

    static Optional<Key> byPath(String path) {
        return Arrays.stream(values()).filter(k -> k.path.equals(path)).findFirst();
    }
}

package dev.sluice.launcher;

import dev.sluice.accounting.AccountingSettings;
import dev.sluice.accounting.AccountingSettings.Unpriced;
import dev.sluice.accounting.EndRules;
import dev.sluice.accounting.EndRules.Billed;
import dev.sluice.accounting.Journals;
import dev.sluice.accounting.KeepSettings;
import dev.sluice.accounting.RetentionSettings;
import dev.sluice.admin.AdminSettings;
import dev.sluice.admin.api.Setting;
import dev.sluice.admin.http.TrustedProxies;
import dev.sluice.admin.signin.Site;
import dev.sluice.ingress.ExplainSettings;
import dev.sluice.ingress.Ingress;
import dev.sluice.ingress.IngressSettings;
import dev.sluice.ingress.ShadowSettings;
import dev.sluice.ingress.load.OverloadSettings;
import dev.sluice.ingress.names.ModelNames;
import dev.sluice.ingress.names.NamesFile;
import dev.sluice.journal.JournalSettings;
import dev.sluice.launcher.conf.Conf;
import dev.sluice.launcher.conf.ConfException;
import dev.sluice.launcher.conf.Key;
import dev.sluice.model.catalog.DisableRules;
import dev.sluice.model.catalog.ModelBook;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.Strategy;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.model.price.PriceChange;
import dev.sluice.prices.PriceFiles;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.egress.EgressSettings;
import dev.sluice.provider.preset.BadPreset;
import dev.sluice.provider.preset.Presets;
import dev.sluice.provider.probing.ProbeSettings;
import dev.sluice.router.ModelBooks;
import dev.sluice.router.RouterSettings;
import dev.sluice.store.JournalRows;
import dev.sluice.wire.JsonLimits;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns the configuration into the settings of each room. */
final class Wiring {
    private static final long LEAST_WAITING = 64 << 20;
    private static final int LONG_RECORD = 2 << 10;
    private static final int LONGEST_RECORD = 64 << 10;
    /** Of an error message, by which a rule knows a key that is no good. */
    private static final int LONGEST_WORD = 200;

    private Wiring() {}

    static IngressSettings ingress(Conf conf, int port) {
        return new IngressSettings(
                conf.text(Key.HTTP_HOST),
                port,
                conf.integer(Key.HTTP_MAX_BODY),
                conf.number(Key.HTTP_MAX_BODIES_IN_FLIGHT),
                conf.integer(Key.HTTP_MAX_HEADER),
                conf.integer(Key.HTTP_MAX_URI),
                conf.integer(Key.HTTP_MAX_CONNECTIONS),
                conf.duration(Key.HTTP_HEADER_TIMEOUT),
                conf.duration(Key.HTTP_IDLE_TIMEOUT),
                conf.duration(Key.HTTP_BODY_GRACE),
                conf.integer(Key.HTTP_BODY_RATE),
                conf.duration(Key.HTTP_STREAM_COMMENT_AFTER),
                conf.duration(Key.HTTP_STALL_TIMEOUT),
                conf.duration(Key.HTTP_DRAIN),
                conf.integer(Key.HTTP_IDENTIFY_ABOVE),
                conf.number(Key.ACCOUNTING_ASSUMED_OUTPUT_TOKENS),
                conf.flag(Key.HTTP_EXPOSE_CHANNEL),
                conf.flag(Key.RESPONSES_KEEP) ? conf.integer(Key.RESPONSES_MAX_BYTES) : 0,
                new JsonLimits(
                        conf.integer(Key.HTTP_JSON_DEPTH),
                        conf.integer(Key.HTTP_JSON_KEYS),
                        conf.integer(Key.HTTP_JSON_NUMBER_LENGTH)),
                conf.integer(Key.HTTP_MAX_CONNECTIONS_PER_ADDRESS),
                checked(Wiring::overload, conf),
                checked(Wiring::explain, conf),
                checked(Wiring::shadow, conf));
    }

    private static ShadowSettings shadow(Conf conf) {
        return new ShadowSettings(
                conf.integer(Key.SHADOW_MAX_IN_FLIGHT),
                conf.number(Key.SHADOW_MAX_BODIES_IN_FLIGHT),
                conf.number(Key.SHADOW_MAX_BYTES),
                conf.duration(Key.SHADOW_MAX_TIME));
    }

    private static ExplainSettings explain(Conf conf) {
        return new ExplainSettings(
                conf.integer(Key.EXPLAIN_KEEP),
                conf.number(Key.EXPLAIN_KEEP_BYTES),
                conf.duration(Key.EXPLAIN_SLOW_AFTER),
                conf.integer(Key.EXPLAIN_SAMPLE));
    }

    static AdminSettings management(Conf conf) {
        AdminSettings settings = AdminSettings.defaults(Help.version())
                .behind(proxies(conf))
                .withKeysPerUser(conf.integer(Key.ADMIN_KEYS_PER_USER));
        String url = conf.text(Key.ADMIN_PUBLIC_URL);
        try {
            return url.isEmpty() ? settings : settings.at(Site.of(URI.create(url)));
        } catch (IllegalArgumentException none) {
            throw new ConfException("%s: %s".formatted(Key.ADMIN_PUBLIC_URL.path(), none.getMessage()));
        }
    }

    private static TrustedProxies proxies(Conf conf) {
        try {
            return TrustedProxies.of(conf.list(Key.ADMIN_TRUSTED_PROXIES));
        } catch (IllegalArgumentException none) {
            throw new ConfException("%s: %s".formatted(Key.ADMIN_TRUSTED_PROXIES.path(), none.getMessage()));
        }
    }

    /** What management shows of the configuration. */
    static List<Setting> settings(Conf conf) {
        return conf.effective().stream()
                .map(one -> new Setting(
                        one.key().path(),
                        one.value(),
                        Setting.Source.valueOf(one.origin().name()),
                        one.key().standard(),
                        one.meaning()))
                .toList();
    }

    private static OverloadSettings overload(Conf conf) {
        return new OverloadSettings(
                conf.integer(Key.OVERLOAD_MAX_CALLS),
                conf.integer(Key.OVERLOAD_MAX_CALLS_PER_TENANT),
                conf.duration(Key.OVERLOAD_EVENT_LOOP_LAG),
                conf.duration(Key.OVERLOAD_JOURNAL_WAIT));
    }

    /** What the doors understand: every dialect, and the names of models as the operator's file says. */
    static Ingress.Languages languages(Conf conf) {
        String file = conf.text(Key.MODELS_NAMES);
        try {
            return Ingress.Languages.named(
                    file.isEmpty()
                            ? ModelNames.NONE
                            : NamesFile.read(conf.home().resolve(file)));
        } catch (IllegalArgumentException unusable) {
            throw refused(unusable);
        } catch (UncheckedIOException unreadable) {
            throw new ConfException("%s: '%s' is not a file that can be read".formatted(Key.MODELS_NAMES.path(), file));
        }
    }

    static AccountingSettings accounting(Conf conf) {
        return new AccountingSettings(
                Unpriced.valueOf(conf.text(Key.ACCOUNTING_UNPRICED).toUpperCase(Locale.ROOT)),
                conf.integer(Key.ACCOUNTING_INSUFFICIENT_QUOTA_STATUS),
                conf.integer(Key.ACCOUNTING_MAX_OPEN_CALLS),
                conf.integer(Key.ACCOUNTING_CACHED_KEYS),
                conf.integer(Key.ACCOUNTING_SETTLE_QUEUE),
                conf.duration(Key.ACCOUNTING_LONGEST_CALL),
                conf.duration(Key.ACCOUNTING_PURSE_IDLE),
                conf.duration(Key.ACCOUNTING_AUDIT_INTERVAL),
                keep(conf),
                retention(conf),
                rules(conf));
    }

    private static EndRules rules(Conf conf) {
        return new EndRules(
                billed(conf, Key.BILLING_CALLER_LEFT_EARLY),
                billed(conf, Key.BILLING_CALLER_LEFT),
                billed(conf, Key.BILLING_UPSTREAM_FAILED));
    }

    private static Billed billed(Conf conf, Key key) {
        return Billed.valueOf(conf.text(key).toUpperCase(Locale.ROOT));
    }

    private static RetentionSettings retention(Conf conf) {
        return new RetentionSettings(
                conf.duration(Key.RETENTION_REQUESTS),
                conf.duration(Key.RETENTION_HOURS),
                conf.duration(Key.RETENTION_REVISIONS),
                conf.integer(Key.RETENTION_EXPLANATIONS),
                conf.duration(Key.RETENTION_AUDIT_LOG));
    }

    /** Where this node's journal is, and how large it may become. */
    static Journals journals(Conf conf, JournalRows rows) {
        return conf.text(Key.JOURNAL_MODE).equals("disk")
                ? Journals.inFolder(journalFolder(conf), journal(conf))
                : Journals.inDatabase(rows, journal(conf));
    }

    private static JournalSettings journal(Conf conf) {
        // Ends of all calls that may be open find a place, also if the disk refuses from now on: half is for new work.
        long waiting = Math.max(LEAST_WAITING, 2L * LONG_RECORD * conf.integer(Key.ACCOUNTING_MAX_OPEN_CALLS));
        return new JournalSettings(
                conf.number(Key.JOURNAL_SEGMENT),
                conf.number(Key.JOURNAL_MAX_BYTES),
                LONGEST_RECORD,
                waiting,
                conf.duration(Key.JOURNAL_LINGER));
    }

    /** Beside the database unless the operator names another disk; nodes with names may share a data folder. */
    static Path journalFolder(Conf conf) {
        String folder = conf.text(Key.JOURNAL_FOLDER);
        String node = conf.text(Key.CLUSTER_NODE);
        return folder.isEmpty()
                ? conf.data().resolve(node.isEmpty() ? "journal" : "journal-" + node)
                : Path.of(folder).toAbsolutePath().normalize();
    }

    private static KeepSettings keep(Conf conf) {
        return new KeepSettings(
                conf.duration(Key.RESPONSES_TTL),
                conf.integer(Key.RESPONSES_MAX_PER_USER),
                conf.integer(Key.RESPONSES_MAX_BYTES));
    }

    static ProviderSettings provider(Conf conf) {
        EgressSettings egress = new EgressSettings(
                conf.integer(Key.PROVIDER_CONNECTIONS),
                conf.integer(Key.PROVIDER_WAITING),
                conf.duration(Key.PROVIDER_KEEP_ALIVE),
                conf.duration(Key.PROVIDER_NAME_TTL),
                conf.integer(Key.PROVIDER_MAX_BODY));
        return new ProviderSettings(
                egress, conf.duration(Key.PROVIDER_LIST_EVERY), ProviderSettings.DEFAULT.reloadEvery(), probes(conf));
    }

    private static ProbeSettings probes(Conf conf) {
        return new ProbeSettings(
                conf.duration(Key.PROBES_EVERY),
                conf.duration(Key.PROBES_EVERY_WELL),
                conf.integer(Key.PROBES_AT_ONCE),
                disabling(conf),
                ProbeSettings.DEFAULT.look());
    }

    private static DisableRules disabling(Conf conf) {
        return new DisableRules(
                conf.flag(Key.AUTO_DISABLE_ENABLED),
                conf.flag(Key.AUTO_DISABLE_INVALID_KEY),
                conf.flag(Key.AUTO_DISABLE_OUT_OF_QUOTA),
                conf.list(Key.AUTO_DISABLE_STATUSES).stream()
                        .map(Wiring::status)
                        .collect(Collectors.toSet()),
                conf.list(Key.AUTO_DISABLE_WORDS).stream().map(Wiring::word).toList(),
                conf.flag(Key.AUTO_DISABLE_RETURN));
    }

    /** A word that is in every text would disable every key. */
    private static String word(String text) {
        if (text.isBlank() || text.length() > LONGEST_WORD) {
            throw new IllegalArgumentException(
                    "auto-disable.words has words of 1 to " + LONGEST_WORD + " characters, not '" + text + "'");
        }
        return text;
    }

    private static Integer status(String text) {
        if (!text.matches("[45]\\d\\d")) {
            throw new IllegalArgumentException(
                    "auto-disable.statuses has statuses from 400 to 599, not '" + text + "'");
        }
        return Integer.valueOf(text);
    }

    static PriceChange prices(Conf conf) {
        try {
            return PriceFiles.load(conf.folder().resolve("prices"));
        } catch (IllegalArgumentException | UncheckedIOException unusable) {
            throw refused(unusable);
        }
    }

    private static ModelBook models(Conf conf) {
        try {
            return ModelBooks.load(conf.folder().resolve("models"));
        } catch (UncheckedIOException unusable) {
            throw refused(unusable);
        }
    }

    static Map<String, Provider> providers(Conf conf) {
        try {
            return Presets.load(conf.folder().resolve("providers"));
        } catch (BadPreset unusable) {
            throw refused(unusable);
        }
    }

    /**
     * Settings that fit their types but not each other.
     *
     * @throws ConfException saying what the room that they are for says
     */
    static <T> T checked(Function<Conf, T> settings, Conf conf) {
        try {
            return settings.apply(conf);
        } catch (IllegalArgumentException misfit) {
            throw refused(misfit);
        }
    }

    private static ConfException refused(RuntimeException cause) {
        return new ConfException(String.valueOf(cause.getMessage()));
    }

    static RouterSettings routing(Conf conf) {
        return new RouterSettings(
                conf.integer(Key.ROUTING_MAX_ATTEMPTS),
                timeouts(conf),
                RouterSettings.DEFAULTS.poll(),
                RouterSettings.DEFAULTS.health(),
                models(conf),
                Strategy.valueOf(
                        conf.text(Key.ROUTING_STRATEGY).toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    private static Timeouts timeouts(Conf conf) {
        return new Timeouts(
                conf.duration(Key.TIMEOUTS_CONNECT),
                conf.duration(Key.TIMEOUTS_FIRST_CONTENT),
                conf.duration(Key.TIMEOUTS_BETWEEN_CHUNKS),
                conf.duration(Key.TIMEOUTS_TOTAL));
    }
}

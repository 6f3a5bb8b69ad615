package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelDraft;
import dev.sluice.model.catalog.DisableOverrides;
import dev.sluice.model.catalog.PoolMember;
import dev.sluice.model.catalog.Probing;
import dev.sluice.store.ProbingJson;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may be written of how a channel is probed and disabled, and of which upstream models serve its names. */
final class ProbingForm {
    static final Set<String> WRITABLE =
            Set.of("test_model", "probe_every", "probe_every_well", "auto_disable", "model_mapping");

    private static final int MOST_NAMES = 500;
    private static final int MOST_OF_POOL = 50;
    private static final Reader<String> MODEL = Values.text(200);
    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final Reader<Map<String, List<PoolMember>>> MAPPING =
            Values.mapping(MOST_NAMES, 200, ProbingForm::pool);

    private ProbingForm() {}

    static ChannelDraft apply(Fields fields, Channel old) {
        ChannelDraft draft = old.change()
                .probing(new Probing(
                        fields.orNull(old.probing().model(), "test_model", MODEL),
                        fields.orNull(old.probing().every(), "probe_every", ProbingForm::interval),
                        fields.orNull(old.probing().everyWell(), "probe_every_well", ProbingForm::interval)))
                .disabling(fields.or(old.disabling(), DisableOverrides.NONE, "auto_disable", ProbingForm::overrides));
        if (fields.has("enabled")) {
            // Whatever a rule did, from here on it is somebody's wish.
            draft.switched(null);
        }
        return fields.has("model_mapping")
                ? mapped(draft, fields.or(Map.of(), Map.of(), "model_mapping", MAPPING))
                : draft;
    }

    /** One model for a name is a mapping, several are a pool. */
    private static ChannelDraft mapped(ChannelDraft draft, Map<String, List<PoolMember>> all) {
        Map<String, String> single = new LinkedHashMap<>();
        Map<String, List<PoolMember>> pools = new LinkedHashMap<>();
        all.forEach((name, pool) -> {
            if (pool.size() == 1) {
                single.put(name, pool.getFirst().model());
            } else {
                pools.put(name, pool);
            }
        });
        return draft.modelMapping(single).modelPools(pools);
    }

    private static List<PoolMember> pool(Value value) {
        if (value.node().isTextual()) {
            return List.of(new PoolMember(MODEL.read(value), 1));
        }
        if (!value.node().isArray()) {
            throw value.wrong("must be the name of an upstream model, or a list of such");
        }
        List<PoolMember> pool = Values.list(MOST_OF_POOL, ProbingForm::member).read(value);
        Set<String> models = pool.stream().map(PoolMember::model).collect(Collectors.toCollection(HashSet::new));
        if (pool.isEmpty() || models.size() < pool.size()) {
            throw value.wrong("must have at least one model, and none twice");
        }
        return pool;
    }

    private static PoolMember member(Value value) {
        if (value.node().isTextual()) {
            return new PoolMember(MODEL.read(value), 1);
        }
        Fields fields = Fields.of(value, Set.of("model", "weight"));
        return new PoolMember(
                fields.required("model", MODEL),
                fields.or(1L, "weight", Values.whole(1, PoolMember.HEAVIEST)).intValue());
    }

    private static Duration interval(Value value) {
        if (value.node().isTextual() && value.node().textValue().equals("0s")) {
            return Duration.ZERO;
        }
        Duration interval = Times.duration().read(value);
        if (interval.compareTo(LEAST) < 0) {
            throw value.wrong("must be at least 10s, or 0s for never");
        }
        return interval;
    }

    private static DisableOverrides overrides(Value value) {
        Fields fields =
                Fields.of(value, Set.of("enabled", "invalid_key", "out_of_quota", "statuses", "words", "return"));
        List<Long> statuses = fields.orNull(null, "statuses", Values.list(50, Values.whole(400, 599)));
        return new DisableOverrides(
                fields.orNull(null, "enabled", Values.flag()),
                fields.orNull(null, "invalid_key", Values.flag()),
                fields.orNull(null, "out_of_quota", Values.flag()),
                statuses == null ? null : statuses.stream().map(Long::intValue).collect(Collectors.toSet()),
                fields.orNull(null, "words", Values.list(50, Values.text(200))),
                fields.orNull(null, "return", Values.flag()));
    }

    /** How management shows it. */
    static void write(Channel channel, ObjectNode json) {
        json.put("test_model", channel.probing().model())
                .put("probe_every", text(channel.probing().every()))
                .put("probe_every_well", text(channel.probing().everyWell()))
                .put("disabled_by", disabledBy(channel.enabled(), channel.switched()))
                .put("disabled_reason", channel.enabled() ? null : channel.switched());
        if (channel.disabling().isNone()) {
            json.putNull("auto_disable");
        } else {
            json.set("auto_disable", ProbingJson.write(channel.disabling()));
        }
        ObjectNode mapping = json.putObject("model_mapping");
        new TreeMap<>(channel.modelMapping()).forEach(mapping::put);
        new TreeMap<>(channel.modelPools()).forEach((name, pool) -> mapping.set(name, ProbingJson.write(pool)));
    }

    /** Who has disabled a channel or a key: a rule or somebody; null if it is in use. */
    static @Nullable String disabledBy(boolean enabled, @Nullable String reason) {
        return enabled ? null : reason == null ? "somebody" : "rule";
    }

    private static @Nullable String text(@Nullable Duration interval) {
        return interval != null && interval.isZero() ? "0s" : Times.text(interval);
    }
}

package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.model.catalog.BodyRule;
import dev.sluice.model.catalog.BodyRule.Change;
import dev.sluice.model.catalog.Condition;
import dev.sluice.model.catalog.HeaderRule;
import dev.sluice.model.catalog.Shaping;
import dev.sluice.model.catalog.SystemPrompt;
import dev.sluice.model.chat.RawJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may be written of a channel's {@link Shaping}. */
final class ShapingForm {
    static final Set<String> WRITABLE = Set.of("headers", "body", "status_mapping", "system_prompt");

    private static final int MOST_RULES = 50;
    private static final int LONGEST_VALUE = 16 * 1024;
    private static final int LONGEST_PROMPT = 32 * 1024;
    private static final String VALUE = "value";
    private static final String DEFAULT = "default";
    private static final String REMOVE = "remove";
    private static final RawJson NULL = new RawJson("null");

    private static final Reader<String> PATTERN = Values.text(200);
    private static final Reader<String> PATH = Values.matching(
            Pattern.compile("(?=.{1,200}$)(?:[A-Za-z0-9_-]{1,64}(?:\\.[A-Za-z0-9_-]{1,64}){0,9}"
                    + "|(?:/(?:[^~/\\p{Cntrl}]|~[01]){1,64}){1,10})"),
            "must be names of members with dots between them, such as 'reasoning.effort', or a JSON pointer,"
                    + " of at most 10 steps");
    private static final Reader<Long> STATUS = Values.whole(400, 599);

    private ShapingForm() {}

    static Shaping apply(Fields fields, Shaping old) {
        return new Shaping(
                fields.or(old.headers(), List.of(), "headers", Values.list(MOST_RULES, ShapingForm::header)),
                fields.or(old.body(), List.of(), "body", Values.list(MOST_RULES, ShapingForm::change)),
                fields.or(old.statusMapping(), Map.of(), "status_mapping", ShapingForm::statuses),
                fields.orNull(old.systemPrompt(), "system_prompt", ShapingForm::prompt));
    }

    private static HeaderRule header(Value value) {
        Fields fields = Fields.of(value, Set.of("name", VALUE, "when")).require("name", VALUE);
        return new HeaderRule(
                fields.required("name", ShapingForm::headerName),
                fields.orNull(null, VALUE, ShapingForm::headerValue),
                fields.or(Condition.ALWAYS, Condition.ALWAYS, "when", ShapingForm::condition));
    }

    private static String headerName(Value value) {
        String name = Values.raw(64).read(value).toLowerCase(Locale.ROOT);
        HeaderRule.refusal(name).ifPresent(why -> {
            throw value.wrong(why);
        });
        return name;
    }

    private static String headerValue(Value value) {
        String text = Values.raw(512).read(value);
        if (!HeaderRule.isSendable(text)) {
            throw value.wrong(
                    "must have 1 to 512 characters of printable ASCII without blanks at its ends, or be null");
        }
        return text;
    }

    private static BodyRule change(Value value) {
        Fields fields = Fields.of(value, Set.of("path", VALUE, DEFAULT, REMOVE, "when"));
        return new BodyRule(
                fields.required("path", ShapingForm::changeable),
                what(value, fields),
                fields.or(Condition.ALWAYS, Condition.ALWAYS, "when", ShapingForm::condition));
    }

    /** Else answers could not be read, or would be billed as those of another model. */
    private static String changeable(Value value) {
        String path = PATH.read(value);
        String first = path.startsWith("/") ? path.substring(1) : path;
        if (first.equals("model")) {
            throw value.wrong("must not be the model, by which calls are billed; model_mapping names the upstream's");
        }
        if (first.equals("stream")) {
            throw value.wrong("must not be 'stream', which says how the answer is read");
        }
        return path;
    }

    private static Change what(Value value, Fields fields) {
        long said = List.of(VALUE, DEFAULT, REMOVE).stream().filter(fields::has).count();
        if (said != 1) {
            throw value.wrong("must have one of 'value', 'default' and 'remove'");
        }
        if (fields.has(VALUE)) {
            return new BodyRule.Put(fields.or(NULL, NULL, VALUE, ShapingForm::json));
        }
        if (fields.has(DEFAULT)) {
            return new BodyRule.Default(fields.or(NULL, NULL, DEFAULT, ShapingForm::json));
        }
        if (!fields.required(REMOVE, Values.flag())) {
            throw value.field(REMOVE).wrong("must be true");
        }
        return new BodyRule.Without();
    }

    private static Condition condition(Value value) {
        Fields fields = Fields.of(value, Set.of("model", "stream", "path", "equals"));
        boolean compares = fields.has("equals");
        if (compares && !fields.has("path")) {
            throw value.field("path").wrong("is required beside 'equals'");
        }
        return new Condition(
                fields.orNull(null, "model", PATTERN),
                fields.orNull(null, "stream", Values.flag()),
                fields.orNull(null, "path", PATH),
                compares ? fields.or(NULL, NULL, "equals", ShapingForm::json) : null);
    }

    private static RawJson json(Value value) {
        JsonNode node = value.node();
        String text = node.toString();
        if (text.length() > LONGEST_VALUE) {
            throw value.wrong("must have at most " + LONGEST_VALUE + " characters as JSON");
        }
        return new RawJson(text);
    }

    private static Map<Integer, Integer> statuses(Value value) {
        Map<Integer, Integer> statuses = new TreeMap<>();
        Values.mapping(200, 3, STATUS).read(value).forEach((from, to) -> {
            if (!from.matches("[45]\\d\\d")) {
                throw value.field(from).wrong("must be a status from 400 to 599, mapped to another such");
            }
            statuses.put(Integer.valueOf(from), to.intValue());
        });
        return statuses;
    }

    private static SystemPrompt prompt(Value value) {
        Fields fields = Fields.of(value, Set.of("text", "mode"));
        return new SystemPrompt(
                fields.required("text", ShapingForm::promptText), fields.required("mode", ShapingForm::mode));
    }

    private static String promptText(Value value) {
        String text = Values.raw(LONGEST_PROMPT).read(value);
        if (text.isBlank()) {
            throw value.wrong("must not be blank");
        }
        return text;
    }

    private static SystemPrompt.Mode mode(Value value) {
        SystemPrompt.@Nullable Mode mode =
                SystemPrompt.Mode.byId(value.node().asText()).orElse(null);
        if (mode == null) {
            throw value.wrong("must be force, prefix or default");
        }
        return mode;
    }
}

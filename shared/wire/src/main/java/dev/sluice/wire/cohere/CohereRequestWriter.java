package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Sampling;
import dev.sluice.model.chat.Service;
import dev.sluice.model.chat.Thinking;
import dev.sluice.model.chat.Tool;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.model.chat.Tooling;
import dev.sluice.wire.Efforts;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Tiers;
import dev.sluice.wire.json.JsonTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a request for an upstream that speaks Cohere's v2 chat. One per request. */
final class CohereRequestWriter {
    private static final String CUSTOM_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]}";

    private static final BigDecimal MOST_P = new BigDecimal("0.99");
    private static final Range PS = new Range(new BigDecimal("0.01"), MOST_P);
    private static final Range KS = new Range(BigDecimal.ZERO, new BigDecimal(500));
    private static final Range PENALTIES = new Range(BigDecimal.ZERO, BigDecimal.ONE);
    private static final int MOST_STOPS = 5;

    private final ChatRequest request;
    private final Losses losses;
    private final ObjectNode out = JsonTree.object();

    /** What Cohere takes (https://docs.cohere.com/reference/chat); it refuses what is beyond. */
    private record Range(BigDecimal least, BigDecimal most) {}

    private CohereRequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    static Bytes write(ChatRequest request, String model, Losses losses) {
        return JsonTree.write(new CohereRequestWriter(request, losses).write(model));
    }

    private ObjectNode write(String model) {
        out.put("model", model);
        CohereMessageWriter messages = new CohereMessageWriter(losses);
        request.messages().forEach(messages::write);
        out.set("messages", messages.messages());
        if (!messages.documents().isEmpty()) {
            out.set("documents", messages.documents());
        }
        out.put("stream", request.stream());
        tooling(request.tooling());
        sampling(request.sampling());
        answer(request.answer());
        Thinking thinking = request.thinking();
        if (thinking != null) {
            thinking(thinking);
        }
        service(request.service());
        extras(request.extras());
        return out;
    }

    /** A form of the answer that is among the extras is whole, and not to be mixed with what was made of it. */
    private void extras(Extras extras) {
        if (extras.isOf(Dialect.COHERE) && JsonTree.node(extras.members()).has("response_format")) {
            out.remove("response_format");
        }
        losses.carry(extras, Dialect.COHERE, out);
    }

    private void tooling(Tooling tooling) {
        ArrayNode tools = JsonTree.object().putArray("tools");
        List<Tool> offered = offered(tooling);
        offered.forEach(tool -> tool(tool, tools));
        if (!tools.isEmpty()) {
            out.set("tools", tools);
            strict(offered);
        }
        if (Boolean.FALSE.equals(tooling.parallel())) {
            losses.add(Loss.PARALLEL_TOOLS);
        }
        ToolChoice choice = tooling.choice();
        boolean isNoneLeft = tools.isEmpty() && !tooling.tools().isEmpty();
        if (isNoneLeft) {
            losses.addIfPresent(Loss.TOOL_CHOICE, choice);
        } else if (choice != null) {
            choice(choice);
        }
    }

    /** Cohere cannot choose among its tools: those that may not be called are not offered. */
    private static List<Tool> offered(Tooling tooling) {
        List<String> names = switch (tooling.choice()) {
            case ToolChoice.Named named -> List.of(named.name());
            case ToolChoice.Among among -> among.names();
            case ToolChoice.Auto ignored -> List.of();
            case ToolChoice.None ignored -> List.of();
            case ToolChoice.Required ignored -> List.of();
            case null -> List.of();
        };
        return names.isEmpty()
                ? tooling.tools()
                : tooling.tools().stream().filter(tool -> isOf(tool, names)).toList();
    }

    private static boolean isOf(Tool tool, List<String> names) {
        return switch (tool) {
            case Tool.Function function -> names.contains(function.name());
            case Tool.Custom custom -> names.contains(custom.name());
            case Tool.Hosted hosted -> names.contains(hosted.type());
        };
    }

    private void tool(Tool tool, ArrayNode tools) {
        losses.addIfPresent(Loss.CACHE_MARK, tool.notes().cache());
        switch (tool) {
            case Tool.Function function -> function(function, tools);
            case Tool.Custom custom -> {
                losses.add(Loss.CUSTOM_TOOL);
                ObjectNode out = tools.addObject().put("type", "function").putObject("function");
                out.put("name", custom.name());
                if (custom.description() != null) {
                    out.put("description", custom.description());
                }
                out.set("parameters", JsonTree.parse(CUSTOM_SCHEMA).orElseThrow());
            }
            case Tool.Hosted hosted -> {
                if (hosted.dialect() == Dialect.COHERE) {
                    tools.add(JsonTree.node(hosted.json()));
                } else {
                    losses.add(Loss.HOSTED_TOOL);
                }
            }
        }
    }

    private void function(Tool.Function function, ArrayNode tools) {
        ObjectNode to = tools.addObject().put("type", "function").putObject("function");
        to.put("name", function.name());
        if (function.description() != null) {
            to.put("description", function.description());
        }
        if (function.parameters() != null) {
            to.set("parameters", JsonTree.node(function.parameters()));
        }
        losses.carry(function.notes().extras(), Dialect.COHERE, to);
    }

    /**
     * Cohere is strict with all tools or with none; it is not unless told to be, and cannot be with a tool that requires no
     * parameter (https://docs.cohere.com/docs/structured-outputs#structured-outputs-tools).
     */
    private void strict(List<Tool> tools) {
        List<@Nullable Boolean> said = new ArrayList<>();
        for (Tool tool : tools) {
            said.add(tool instanceof Tool.Function function ? function.strict() : null);
        }
        Boolean first = said.getFirst();
        boolean alike = first != null && said.stream().allMatch(first::equals);
        if (alike && (!first || tools.stream().allMatch(CohereRequestWriter::requiresSomething))) {
            out.put("strict_tools", first);
        } else if (said.contains(true)) {
            losses.add(Loss.STRICT);
        }
    }

    private static boolean requiresSomething(Tool tool) {
        return tool instanceof Tool.Function function
                && function.parameters() != null
                && !JsonTree.node(function.parameters()).path("required").isEmpty();
    }

    private void choice(ToolChoice choice) {
        switch (choice) {
            case ToolChoice.Auto auto -> {
                // What Cohere does unless told otherwise; it has no word for it.
            }
            case ToolChoice.None none -> out.put("tool_choice", "NONE");
            case ToolChoice.Required required -> out.put("tool_choice", "REQUIRED");
            case ToolChoice.Named named -> out.put("tool_choice", "REQUIRED");
            case ToolChoice.Among among -> {
                if (among.required()) {
                    out.put("tool_choice", "REQUIRED");
                }
            }
        }
    }

    private void sampling(Sampling sampling) {
        if (sampling.temperature() != null) {
            out.put("temperature", sampling.temperature());
        }
        BigDecimal p = sampling.topP();
        // All there is to draw from is the same as nearly all.
        boolean all = p != null && p.compareTo(BigDecimal.ONE) == 0;
        number("p", all ? MOST_P : p, PS, Loss.TOP_P);
        number("k", sampling.topK(), KS, Loss.TOP_K);
        if (sampling.seed() != null) {
            out.put("seed", sampling.seed());
        }
        number("frequency_penalty", sampling.frequencyPenalty(), PENALTIES, Loss.FREQUENCY_PENALTY);
        number("presence_penalty", sampling.presencePenalty(), PENALTIES, Loss.PRESENCE_PENALTY);
    }

    private void number(String name, @Nullable BigDecimal number, Range range, Loss loss) {
        if (number == null) {
            return;
        }
        boolean fits = number.compareTo(range.least) >= 0 && number.compareTo(range.most) <= 0;
        losses.addIfPresent(loss, fits ? null : number);
        out.put(name, fits ? number : number.max(range.least).min(range.most));
    }

    private void answer(AnswerWish wish) {
        if (wish.maxTokens() != null) {
            out.put("max_tokens", wish.maxTokens());
        }
        if (!wish.stop().isEmpty()) {
            ArrayNode stop = out.putArray("stop_sequences");
            wish.stop().stream().limit(MOST_STOPS).forEach(stop::add);
            losses.addIfPresent(Loss.STOP, wish.stop().size() > MOST_STOPS ? wish.stop() : null);
        }
        if (wish.logprobs() != null) {
            out.put("logprobs", wish.logprobs());
        }
        if (wish.wantsAlternatives()) {
            losses.add(Loss.LOGPROBS);
        }
        losses.addIfPresent(Loss.VERBOSITY, wish.verbosity());
        if (wish.choices() != null && wish.choices() > 1) {
            losses.add(Loss.CHOICES);
        }
        if (wish.modalities().stream().anyMatch(modality -> !modality.equals("text"))) {
            losses.add(Loss.MODALITIES);
        }
        AnswerFormat format = wish.format();
        if (format != null) {
            format(format);
        }
    }

    private void format(AnswerFormat format) {
        ObjectNode to = out.putObject("response_format");
        switch (format) {
            case AnswerFormat.Text text -> to.put("type", "text");
            case AnswerFormat.Json json -> to.put("type", "json_object");
            case AnswerFormat.Schema schema -> {
                losses.addIfPresent(Loss.FIELD, schema.description());
                losses.addIfPresent(Loss.FIELD, schema.isNamed() ? schema.name() : null);
                to.put("type", "json_object");
                to.set("json_schema", JsonTree.node(schema.schema()));
            }
        }
    }

    private void thinking(Thinking thinking) {
        losses.addIfPresent(Loss.THINKING, thinking.summary());
        if (Boolean.FALSE.equals(thinking.shown())) {
            losses.add(Loss.THINKING);
        }
        Long budget = Efforts.budget(thinking);
        if (thinking.mode() == null && budget == null) {
            losses.addIfPresent(Loss.THINKING, thinking.effort());
            return;
        }
        boolean off = Efforts.isOff(thinking);
        ObjectNode to = out.putObject("thinking").put("type", off ? "disabled" : "enabled");
        if (budget != null && budget > 0) {
            to.put("token_budget", budget);
        }
        losses.carry(thinking.extras(), Dialect.COHERE, to);
    }

    private void service(Service service) {
        losses.addIfPresent(Loss.SERVICE_TIER, Tiers.named(service.tier()));
        losses.addIfPresent(Loss.USER, service.user());
        losses.addIfPresent(Loss.METADATA, service.metadata());
        losses.addIfPresent(Loss.CACHE_MARK, service.cacheKey());
    }
}

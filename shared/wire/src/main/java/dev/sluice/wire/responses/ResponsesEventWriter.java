package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Finish.Reason;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Losses;
import dev.sluice.wire.relay.Unfold;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer's events, and its whole in the last of them. The whole answer of a caller that wants no events is made in
 * the same way, so that both can never differ.
 */
final class ResponsesEventWriter implements EventWriter {
    private final Losses losses;
    private final ResponsesEmitter events = new ResponsesEmitter();
    private final ResponsesOutput output;
    private final ObjectNode response;
    private boolean begun;
    private @Nullable Finish finish;
    private Extras lastExtras = Extras.NONE;
    private @Nullable Usage usage;

    ResponsesEventWriter(Call call, Losses losses) {
        this.losses = losses;
        ResponsesEcho echo = new ResponsesEcho(call);
        this.response = echo.response();
        this.output = new ResponsesOutput(events, echo, losses);
    }

    /** The whole answer. */
    static ObjectNode whole(ChatResponse response, Call call, Losses losses) {
        ResponsesEventWriter writer = new ResponsesEventWriter(call, losses);
        Unfold.events(response, writer::take);
        writer.finish();
        return writer.response;
    }

    @Override
    public void write(ChatEvent event, EventSink out) {
        events.to(out);
        take(event);
    }

    @Override
    public void end(EventSink out) {
        events.to(out);
        begin("", "", 0);
        events.response(finish(), response);
    }

    private void take(ChatEvent event) {
        if (choice(event) > 0) {
            losses.add(Loss.CHOICES); // this API gives one
            return;
        }
        switch (event) {
            case ChatEvent.Began began -> {
                begin(began.id(), began.model(), began.createdSeconds());
                losses.carry(began.extras(), Dialect.RESPONSES, response);
            }
            case ChatEvent.PartBegan began -> output.begin(began.part(), began.head());
            case ChatEvent.Delta delta -> output.say(delta.part(), delta.text());
            case ChatEvent.Transcribed said -> output.transcribe(said.part(), said.text());
            case ChatEvent.Sealed sealed -> output.seal(sealed.part(), sealed.seal());
            case ChatEvent.Cited cited -> output.cite(cited.part(), cited.citation());
            case ChatEvent.PartEnded ended -> output.end(ended.part());
            case ChatEvent.Weighed weighed -> output.weigh(weighed.logprobs());
            case ChatEvent.Finished finished -> finished(finished);
            case ChatEvent.Reported reported -> usage = reported.usage();
        }
    }

    private static int choice(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Began ignored -> 0;
            case ChatEvent.PartBegan began -> began.choice();
            case ChatEvent.Delta delta -> delta.choice();
            case ChatEvent.Transcribed said -> said.choice();
            case ChatEvent.Sealed sealed -> sealed.choice();
            case ChatEvent.Cited cited -> cited.choice();
            case ChatEvent.PartEnded ended -> ended.choice();
            case ChatEvent.Weighed weighed -> weighed.choice();
            case ChatEvent.Finished finished -> finished.choice();
            case ChatEvent.Reported ignored -> 0;
        };
    }

    private void begin(String id, String model, long created) {
        if (begun) {
            return;
        }
        begun = true;
        if (id.startsWith("resp_")) {
            response.put("id", id);
        }
        if (!model.isEmpty()) {
            response.put("model", model);
        }
        response.put("created_at", created > 0 ? created : System.currentTimeMillis() / 1000);
        events.response("response.created", response);
        events.response("response.in_progress", response);
    }

    private void finished(ChatEvent.Finished finished) {
        finish = finished.finish();
        lastExtras = finished.extras();
        losses.addIfPresent(Loss.STOP_SEQUENCE, finish.stopSequence());
        output.close(incompleteReason() != null);
    }

    /** Makes the response what it is at its end, and names the event that says so. */
    private String finish() {
        String incomplete = incompleteReason();
        output.close(incomplete != null);
        boolean failed = finish != null && finish.reason() == Reason.FAILED;
        String status = failed ? "failed" : incomplete == null ? "completed" : "incomplete";
        response.put("status", status);
        if (failed) {
            ObjectNode error = response.putObject("error");
            error.put("code", "server_error").put("message", "The upstream gave up in the middle of its answer.");
        } else if (incomplete != null) {
            response.putObject("incomplete_details").put("reason", incomplete);
        } else {
            response.put("completed_at", response.path("created_at").asLong());
        }
        ArrayNode items = response.putArray("output");
        output.items().forEach(items::add);
        if (usage != null) {
            ResponsesUsage.write(usage, response, losses);
        }
        losses.carry(lastExtras, Dialect.RESPONSES, response);
        return "response." + status;
    }

    private @Nullable String nearest(@Nullable String word) {
        losses.add(Loss.FINISH_REASON);
        return word;
    }

    /** Why the answer is not whole, in this dialect's words; null if it is. */
    private @Nullable String incompleteReason() {
        Finish end = finish;
        if (end == null) {
            return null;
        }
        if (end.dialect() == Dialect.RESPONSES && end.raw() != null) {
            boolean isWhole = end.raw().equals("completed") || end.reason() == Reason.FAILED;
            return isWhole ? null : end.raw();
        }
        return switch (end.reason()) {
            case LENGTH -> "max_output_tokens";
            case FILTERED -> "content_filter";
            case REFUSED -> output.hasRefusal() ? null : nearest("content_filter");
            case CONTEXT -> nearest("max_output_tokens");
            case PAUSED, OTHER -> nearest(null);
            case STOP, STOP_SEQUENCE, TOOL_USE, FAILED -> null;
        };
    }
}

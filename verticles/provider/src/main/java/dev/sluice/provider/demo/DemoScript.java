package dev.sluice.provider.demo;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the demonstration provider says, in OpenAI's format, as if it had come over a socket.
 *
 * @param model one of the demonstration models; goes into JSON as it is
 * @param promptBytes counted as four bytes a token
 */
record DemoScript(Operation operation, String model, long promptBytes, Instant now) {
    static final String TEXT = "This is a demonstration answer from Sluice itself: no model was asked. "
            + "It streams, reports its usage and is metered like any other, so you can try everything from here. "
            + "Add a channel to a real provider and ask for one of its models to get real answers.";

    private static final List<String> WORDS = List.of(TEXT.split("(?<= )"));

    /** The whole answer as server-sent events, without {@code [DONE]}. */
    List<Bytes> events() {
        List<Bytes> events = new ArrayList<>();
        if (operation == Operation.CHAT) {
            events.add(event(choice("\"delta\":{\"role\":\"assistant\",\"content\":\"\"}", "null"), "null"));
        }
        for (String word : WORDS) {
            events.add(event(choice(piece(word), "null"), "null"));
        }
        events.add(event(choice(operation == Operation.CHAT ? "\"delta\":{}" : "\"text\":\"\"", "\"stop\""), "null"));
        events.add(event("", usage()));
        return events;
    }

    static Bytes done() {
        return Bytes.utf8("data: [DONE]\n\n");
    }

    /** The whole answer as one JSON body. */
    Bytes body() {
        String message = operation == Operation.CHAT
                ? "\"message\":{\"role\":\"assistant\",\"content\":\"" + TEXT + "\",\"refusal\":null}"
                : "\"text\":\"" + TEXT + "\"";
        String object = operation == Operation.CHAT ? "chat.completion" : "text_completion";
        return Bytes.utf8(answer(object, choice(message, "\"stop\""), usage()));
    }

    private String piece(String word) {
        return operation == Operation.CHAT ? "\"delta\":{\"content\":\"" + word + "\"}" : "\"text\":\"" + word + "\"";
    }

    private static String choice(String content, String finish) {
        return "{\"index\":0," + content + ",\"logprobs\":null,\"finish_reason\":" + finish + "}";
    }

    private Bytes event(String choice, String usage) {
        String object = operation == Operation.CHAT ? "chat.completion.chunk" : "text_completion";
        return Bytes.utf8("data: " + answer(object, choice, usage) + "\n\n");
    }

    private String answer(String object, String choice, String usage) {
        return "{\"id\":\"demo-%d\",\"object\":\"%s\",\"created\":%d,\"model\":\"%s\",\"choices\":[%s],\"usage\":%s}"
                .formatted(now.toEpochMilli(), object, now.getEpochSecond(), model, choice, usage);
    }

    private String usage() {
        long prompt = Math.max(1, promptBytes / 4);
        long completion = WORDS.size();
        return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
                .formatted(prompt, completion, prompt + completion);
    }
}

package dev.sluice.testkit.load;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.Pace;
import dev.sluice.testkit.Tokens;
import dev.sluice.testkit.UsageLie;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the upstream shall do with one call. It travels in the prompt, together with the call's id, since that passes through
 * any gateway; so the upstream's log knows each call by the id that its caller chose.
 *
 * @param id of the call
 * @param words of the answer; when streamed, a chunk and about a token each
 * @param pauseMillis silence after each chunk, and before an answer that is not streamed
 * @param prompt tokens that the upstream reports for the prompt
 * @param completion tokens that it reports for the answer
 * @param lie how the report departs from that
 */
public record Plan(String id, int words, int pauseMillis, long prompt, long completion, UsageLie lie) {
    private static final Pattern TEXT = Pattern.compile(
            "\\[call ([\\w-]+) words (\\d+) pause (\\d+) prompt (\\d+) completion (\\d+) usage (\\w+)]");
    static final String CANARY = "canary:";
    private static final String[] WORDS = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"
    };

    /** As it stands in a prompt. */
    public String text() {
        return "[call %s words %d pause %d prompt %d completion %d usage %s]"
                .formatted(id, words, pauseMillis, prompt, completion, lie);
    }

    /** The plan in a request's body, if there is one. */
    public static Optional<Plan> in(String body) {
        Matcher found = TEXT.matcher(body);
        return found.find() ? Optional.of(read(found)) : Optional.empty();
    }

    private static Plan read(Matcher found) {
        return new Plan(
                found.group(1),
                Integer.parseInt(found.group(2)),
                Integer.parseInt(found.group(3)),
                Long.parseLong(found.group(4)),
                Long.parseLong(found.group(5)),
                UsageLie.valueOf(found.group(6)));
    }

    /** By which an answer shows whose it is. */
    String canary() {
        return CANARY + id;
    }

    /** The answer, which begins with the canary if it shall be repeated. */
    Answer answer(boolean repeating) {
        StringBuilder text = new StringBuilder(repeating ? canary() : WORDS[0]);
        for (int i = 1; i < words; i++) {
            text.append(' ').append(WORDS[i % WORDS.length]);
        }
        Duration pause = Duration.ofMillis(pauseMillis);
        return Answer.of(text.toString())
                .with(Tokens.of(prompt, completion))
                .with(Pace.every(pause).after(pause))
                .with(lie);
    }
}

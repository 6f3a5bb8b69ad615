package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.testkit.dialect.Heard;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A conversation goes on at the upstream that began it, through any dialect: what an answer had for the next turn comes back
 * with it, seals most of all.
 */
class NextTurnTest {
    /** Where the dialects have their signatures in requests. */
    private static List<String> places(Dialect upstream) {
        return switch (upstream) {
            case OPENAI -> List.of("reasoning_details");
            case RESPONSES -> List.of("encrypted_content");
            case ANTHROPIC -> List.of("signature", "data");
            case GEMINI -> List.of("thoughtSignature");
            case BEDROCK -> List.of("signature", "redactedContent");
            case COHERE -> List.of();
        };
    }

    @ParameterizedTest(name = "{0} -> {1}, streamed {2}")
    @MethodSource("dev.sluice.wire.dialects.Answers#forEveryCaller")
    void theNextTurnHasAllOfTheAnswer(Samples.Sample sample, Dialect caller, boolean stream) {
        Call call = Samples.question(caller, stream);
        List<Part> told = parts(Answers.read(sample));
        Answers.Carried carried = Answers.carry(sample, call);
        Heard heard = Clients.hear(caller, stream, carried.body());
        if (heard.turn() == null || heard.error() != null) {
            return; // nothing was said
        }

        ChatRequest next = Clients.nextRequest(caller, heard.turn());

        List<Part> again = said(next);
        String what = heard.turn().toString();
        assertThat(words(again)).as(what).contains(texts(told));
        assertThat(calls(again)).as(what).isEqualTo(calls(told));
        checkIds(what, again);
        if (carried.losses().contains(Loss.SEAL)) {
            // Cohere's callers keep seals in the ids of calls, for want of another place; pictures have none but
            // Gemini's.
            assertThat(isPictureSealed(told) || (caller == Dialect.COHERE && isSealedAfterAllCalls(told)))
                    .as(what)
                    .isTrue();
        } else {
            assertThat(seals(again)).as(what).isEqualTo(seals(told));
            if (told.stream().noneMatch(NextTurnTest::isMarkedByItsDialect)) {
                checkUpstreamGets(next, told, sample.dialect());
            }
        }
    }

    /** That thoughts stood as an empty text is a loss of a field; and blocks of one dialect are lost whole. */
    private static boolean isMarkedByItsDialect(Part part) {
        return part instanceof Part.Opaque
                || (part instanceof Part.Reasoning thought
                        && thought.text().isEmpty()
                        && !part.notes().extras().isEmpty());
    }

    private static boolean isPictureSealed(List<Part> parts) {
        return parts.stream()
                .anyMatch(part -> part instanceof Part.Image && part.notes().seal() != null);
    }

    /** What the upstream gets of seals is what it would get from a caller of its own dialect. */
    private static void checkUpstreamGets(ChatRequest next, List<Part> told, Dialect upstream) {
        List<Message> messages = new ArrayList<>(next.messages());
        messages.removeIf(message -> message.role() == Message.Role.ASSISTANT);
        messages.add(new Message(Message.Role.ASSISTANT, told));
        assertThat(sealed(next, upstream)).isEqualTo(sealed(next.withMessages(messages), upstream));
    }

    private static List<String> sealed(ChatRequest request, Dialect upstream) {
        Bytes written = Dialects.codec(upstream)
                .chat()
                .writeRequest(request, new Addressee("anthropic.claude-x", Set.of()), new Losses());
        JsonNode json = JsonTree.parse(written).orElseThrow();
        return places(upstream).stream()
                .flatMap(name -> json.findValues(name).stream())
                .map(JsonNode::toString)
                .toList();
    }

    private static List<Part> parts(ChatResponse response) {
        return response.choices().isEmpty()
                ? List.of()
                : response.choices().getFirst().parts();
    }

    private static List<Part> said(ChatRequest next) {
        return next.messages().stream()
                .filter(message -> message.role() == Message.Role.ASSISTANT)
                .flatMap(message -> message.parts().stream())
                .toList();
    }

    private static String words(List<Part> parts) {
        StringBuilder words = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> words.append(text.text());
                case Part.Refusal refusal -> words.append(refusal.text());
                default -> {}
            }
        }
        return words.toString();
    }

    private static String texts(List<Part> parts) {
        StringBuilder words = new StringBuilder();
        parts.forEach(part -> words.append(part instanceof Part.Text text ? text.text() : ""));
        return words.toString();
    }

    private static List<String> calls(List<Part> parts) {
        return parts.stream()
                .filter(Part.ToolUse.class::isInstance)
                .map(part -> AnswerGist.called((Part.ToolUse) part))
                .toList();
    }

    private static void checkIds(String what, List<Part> parts) {
        Set<String> ids = new HashSet<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolUse use) {
                assertThat(use.id()).as(what).isNotEmpty();
                assertThat(ids.add(use.id())).as(what).isTrue();
            }
        }
    }

    /** Which seal each part has. Thoughts come before calls in dialects that have them apart; they keep their own order. */
    private static List<String> seals(List<Part> parts) {
        List<String> seals = new ArrayList<>();
        for (Part part : parts) {
            Seal seal = part.notes().seal();
            if (seal != null && !isUnsigned(seal)) {
                seals.add(part.getClass().getSimpleName() + " " + seal.origin() + " " + value(seal));
            }
        }
        return seals.stream().sorted().toList();
    }

    /** A detail of OpenAI's that is only words, as any thoughts become there. */
    private static boolean isUnsigned(Seal seal) {
        return seal.origin() == Dialect.OPENAI
                && !seal.value().contains("\"signature\"")
                && !seal.value().contains("\"data\"");
    }

    /** OpenAI's are JSON. */
    private static String value(Seal seal) {
        return seal.origin() == Dialect.OPENAI
                ? JsonTree.parse(seal.value()).map(Objects::toString).orElse(seal.value())
                : seal.value();
    }

    private static boolean isSealedAfterAllCalls(List<Part> parts) {
        boolean sealed = false;
        for (Part part : parts) {
            if (part instanceof Part.ToolUse) {
                sealed = false;
            } else {
                sealed |= part.notes().seal() != null;
            }
        }
        return sealed
                || parts.stream()
                        .anyMatch(part ->
                                part instanceof Part.Text && part.notes().seal() != null);
    }
}

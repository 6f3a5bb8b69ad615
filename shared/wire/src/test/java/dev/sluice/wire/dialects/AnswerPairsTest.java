package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Law 2 for answers: an upstream's answer says the same in every caller's dialect, whole or streamed, but for losses by name. */
class AnswerPairsTest {

    @ParameterizedTest(name = "{0} -> {1}, streamed {2}")
    @MethodSource("dev.sluice.wire.dialects.Answers#forEveryCaller")
    void everyAnswerForEveryCaller(Samples.Sample sample, Dialect caller, boolean stream) {
        Call call = Samples.question(caller, stream);
        ChatResponse told = Answers.read(sample);

        Answers.Carried carried = Answers.carry(sample, call);

        assertThat(carried.ending()).isInstanceOfSatisfying(AnswerEvent.Finished.class, finished -> {
            assertThat(finished.usage()).isEqualTo(told.usage());
            ChatResponse again = Answers.read(caller, carried.body(), stream);
            if (failed(told) && caller == Dialect.RESPONSES && stream) {
                // This dialect has an event for it, which clients and our own reader take for the error that it is.
                assertThat(carried.body().utf8()).contains("event: response.failed");
                return;
            }
            String what = sample + " for " + caller + (stream ? " streamed: " : ": ")
                    + carried.body().utf8();
            compare(what, told, again, carried.losses());
            checkCalls(what, again);
            checkExtras(what, told, caller, carried.losses());
        });
    }

    private static boolean failed(ChatResponse told) {
        Finish finish =
                told.choices().isEmpty() ? null : told.choices().getFirst().finish();
        return finish != null && finish.reason() == Finish.Reason.FAILED;
    }

    private static void compare(String what, ChatResponse told, ChatResponse again, Set<Loss> losses) {
        Map<String, Object> before = AnswerGist.of(told);
        Map<String, Object> after = AnswerGist.of(again);
        SoftAssertions all = new SoftAssertions();
        for (Map.Entry<String, Object> facet : before.entrySet()) {
            Set<Loss> explained = AnswerGist.EXPLAINED.getOrDefault(facet.getKey(), Set.of());
            boolean isUnknown = facet.getKey().equals("passages") && !after.containsKey("passages");
            if (!isUnknown && losses.stream().noneMatch(explained::contains)) {
                all.assertThat(after.get(facet.getKey()))
                        .as(facet.getKey() + " of " + what)
                        .isEqualTo(facet.getValue());
            }
        }
        all.assertAll();
    }

    /** Clients answer calls by their ids, and parse their arguments. */
    private static void checkCalls(String what, ChatResponse again) {
        for (Choice choice : again.choices()) {
            Set<String> ids = new HashSet<>();
            for (Part part : choice.parts()) {
                if (part instanceof Part.ToolUse use) {
                    assertThat(use.id()).as(what).isNotEmpty();
                    assertThat(ids.add(use.id())).as("ids are unique: " + what).isTrue();
                    assertThat(use.custom() || use.input().isEmpty() || isObject(use.input()))
                            .as("arguments are an object: " + what)
                            .isTrue();
                }
            }
        }
    }

    private static boolean isObject(String json) {
        return JsonTree.parse(json).filter(JsonNode::isObject).isPresent();
    }

    /** Lost as a whole, so that its members need not be lost by themselves. */
    private static boolean isLost(Part part, Set<Loss> losses) {
        return switch (part) {
            case Part.Audio ignored -> losses.contains(Loss.AUDIO);
            case Part.Image ignored -> losses.contains(Loss.IMAGE);
            case Part.Opaque ignored -> losses.contains(Loss.OPAQUE_PART);
            default -> false;
        };
    }

    /** What only the upstream's dialect can say is a loss for callers of another one. */
    private static void checkExtras(String what, ChatResponse told, Dialect caller, Set<Loss> losses) {
        List<Extras> all = new ArrayList<>(List.of(told.extras()));
        for (Choice choice : told.choices()) {
            all.add(choice.extras());
            choice.parts().stream()
                    .filter(part -> !isLost(part, losses))
                    .forEach(part -> all.add(part.notes().extras()));
        }
        Losses due = new Losses();
        all.forEach(extras -> due.carry(extras, caller, JsonTree.object()));
        if (due.all().contains(Loss.FIELD)) {
            assertThat(losses).as(what + " with " + all).contains(Loss.FIELD);
        }
    }
}

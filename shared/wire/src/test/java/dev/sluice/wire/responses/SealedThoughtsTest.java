package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedThoughtsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"gpt-5-mini", "o3", "o4-mini", "gpt-oss-120b", "openai/gpt-5.2", "grok-4", "somebody-s-own"})
    void modelsThatReasonAreAskedForTheirThoughts(String model) {
        assertThat(SealedThoughts.mayBeAskedOf(model)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o",
                "gpt-4.1-mini",
                "gpt-3.5-turbo",
                "openai/gpt-4o",
                "chatgpt-4o-latest",
                "gpt-5-chat-latest"
            })
    void othersAreNotSinceOpenAiRefusesIt(String model) {
        assertThat(SealedThoughts.mayBeAskedOf(model)).isFalse();
    }
}

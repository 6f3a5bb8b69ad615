package dev.sluice.wire.dialects;

import dev.sluice.model.chat.Dialect;

class AnthropicFuzzTest extends DialectFuzz {
    AnthropicFuzzTest() {
        super(Dialect.ANTHROPIC);
    }
}

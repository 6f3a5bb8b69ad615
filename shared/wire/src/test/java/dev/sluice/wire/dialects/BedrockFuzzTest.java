package dev.sluice.wire.dialects;

import dev.sluice.model.chat.Dialect;

class BedrockFuzzTest extends DialectFuzz {
    BedrockFuzzTest() {
        super(Dialect.BEDROCK);
    }
}

package dev.sluice.wire.dialects;

import dev.sluice.model.chat.Dialect;

class OpenAiFuzzTest extends DialectFuzz {
    OpenAiFuzzTest() {
        super(Dialect.OPENAI);
    }
}

package dev.sluice.wire.dialects;

import dev.sluice.model.chat.Dialect;

class GeminiFuzzTest extends DialectFuzz {
    GeminiFuzzTest() {
        super(Dialect.GEMINI);
    }
}

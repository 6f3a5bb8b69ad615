package dev.sluice.wire.dialects;

import dev.sluice.model.chat.Dialect;

class CohereFuzzTest extends DialectFuzz {
    CohereFuzzTest() {
        super(Dialect.COHERE);
    }
}

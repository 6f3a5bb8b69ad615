package dev.sluice.wire.dialects;

import dev.sluice.model.chat.Dialect;

class ResponsesFuzzTest extends DialectFuzz {
    ResponsesFuzzTest() {
        super(Dialect.RESPONSES);
    }
}

package dev.sluice.wire.dialects;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.Asked;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.Losses;
import dev.sluice.wire.relay.Relay;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must hold of one dialect's readers for any bytes: they read them, or refuse them with a {@link GatewayException}, and
 * soon. What they have read is written in another dialect, so that nothing can be read that cannot be written.
 */
final class AnyBytes {
    private static final Dialect[] DIALECTS = Dialect.values();
    private static final Set<Quirk> NO_QUIRKS = Set.of();
    private static final int[] STATUSES = {400, 401, 404, 429, 500, 529};

    private final Dialect dialect;
    private final DialectCodec codec;

    AnyBytes(Dialect dialect) {
        this.dialect = dialect;
        this.codec = Dialects.codec(dialect);
    }

    void asRequest(Bytes body) {
        Patience.within(() -> {
            for (Operation operation : Operation.values()) {
                outline(operation, body);
            }
            request(body);
        });
    }

    private void outline(Operation operation, Bytes body) {
        try {
            codec.readRequest(new Asked(operation, "m", Framing.WHOLE), body, JsonLimits.DEFAULT);
        } catch (GatewayException refused) {
            // As it should be.
        }
    }

    private void request(Bytes body) {
        try {
            ChatRequest request = codec.chat().readRequest(Samples.call(dialect, body));
            other(body).chat().writeRequest(request, new Addressee("m", NO_QUIRKS), new Losses());
        } catch (GatewayException refused) {
            // As it should be.
        }
    }

    void asResponse(Bytes body) {
        Patience.within(() -> {
            try {
                ChatResponse response = codec.chat().readResponse(body, NO_QUIRKS);
                DialectCodec caller = other(body);
                caller.chat().writeResponse(response, Samples.question(caller.dialect(), false), new Losses());
            } catch (GatewayException refused) {
                // As it should be.
            }
            end(body, false);
        });
    }

    void asStream(Bytes body) {
        Patience.within(() -> end(body, true));
    }

    /** A relay never throws: whatever comes has an ending. */
    private void end(Bytes body, boolean streamed) {
        DialectCodec caller = other(body);
        // An answer of one kind may be wanted as the other.
        Call call = Samples.question(caller.dialect(), streamed == (body.hashCode() % 3 != 0));
        AnswerReader reader = new Relay(call, caller, codec, new Addressee("m", NO_QUIRKS)).answer(streamed);
        int cut = body.isEmpty() ? 0 : Math.floorMod(body.hashCode(), body.length());
        for (Bytes piece : List.of(body.slice(0, cut), body.slice(cut, body.length()))) {
            if (reader.read(piece).ending() != null) {
                return;
            }
        }
        if (reader.end().ending() == null) {
            throw new AssertionError("an answer without an ending");
        }
    }

    void asError(Bytes body) {
        Map<String, String> headers = Map.of("retry-after", body.utf8(), "x-amzn-errortype", body.utf8());
        Patience.within(() -> {
            for (int status : STATUSES) {
                other(body).writeError(codec.readError(status, headers, body).error(), "request-1");
            }
            try {
                codec.readModels(body);
            } catch (GatewayException refused) {
                // As it should be.
            }
        });
    }

    /** Whose turn it is depends on the bytes only. */
    private static DialectCodec other(Bytes bytes) {
        return Dialects.codec(DIALECTS[Math.floorMod(bytes.hashCode(), DIALECTS.length)]);
    }
}

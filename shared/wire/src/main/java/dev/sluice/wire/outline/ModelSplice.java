package dev.sluice.wire.outline;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.Span;
import dev.sluice.wire.Splice;
import dev.sluice.wire.text.JsonText;

/** The caller's bytes with the upstream's name for the model in the place of the caller's; all others as they came. */
public final class ModelSplice {
    private ModelSplice() {}

    /** The body as it came where it does not name the model, or names it so already. */
    public static Bytes write(Call call, String upstreamModel) {
        Span span = call.outline().modelSpan();
        Bytes body = call.body();
        if (span == null || call.outline().model().equals(upstreamModel)) {
            return body;
        }
        return new Splice()
                .add(body.slice(0, span.from()))
                .add(Bytes.of(JsonText.quote(upstreamModel)))
                .add(body.slice(span.to(), body.length()))
                .take();
    }
}

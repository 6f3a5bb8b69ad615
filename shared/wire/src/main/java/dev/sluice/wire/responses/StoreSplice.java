package dev.sluice.wire.responses;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.Span;
import dev.sluice.wire.Splice;
import dev.sluice.wire.text.JsonText;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The caller's bytes with the upstream's name for the model, and with {@code "store":false}: who says nothing else has the
 * answer kept by OpenAI, in an account that all callers share.
 */
final class StoreSplice {
    private static final Bytes NOT = Bytes.utf8("false");
    private static final Bytes MEMBER = Bytes.utf8(",\"store\":false");

    /** Bytes that go where others were. */
    private record Edit(int from, int to, Bytes bytes) {}

    private StoreSplice() {}

    static Bytes write(Call call, String upstreamModel) {
        Bytes body = call.body();
        Edit[] edits = Stream.of(model(call, upstreamModel), store(call))
                .filter(Objects::nonNull)
                .toArray(Edit[]::new);
        Arrays.sort(edits, (a, b) -> Integer.compare(a.from, b.from));
        return edits.length == 0 ? body : apply(body, List.of(edits));
    }

    private static @Nullable Edit model(Call call, String upstreamModel) {
        Span span = call.outline().modelSpan();
        return span == null || call.outline().model().equals(upstreamModel)
                ? null
                : new Edit(span.from(), span.to(), Bytes.of(JsonText.quote(upstreamModel)));
    }

    private static @Nullable Edit store(Call call) {
        Span span = call.outline().storeSpan();
        if (Boolean.FALSE.equals(call.outline().store())) {
            return null;
        }
        // The object is never empty: it names a model.
        return span == null
                ? new Edit(call.outline().objectEnd(), call.outline().objectEnd(), MEMBER)
                : new Edit(span.from(), span.to(), NOT);
    }

    private static Bytes apply(Bytes body, List<Edit> edits) {
        Splice splice = new Splice();
        int done = 0;
        for (Edit edit : edits) {
            splice.add(body.slice(done, edit.from)).add(edit.bytes);
            done = edit.to;
        }
        return splice.add(body.slice(done, body.length())).take();
    }
}

package dev.sluice.wire.openai;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.Splice;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.text.JsonSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects an answer that is one JSON body and passes it on whole, once it is known to be an answer. */
final class OpenAiBodyReader implements AnswerReader {
    static final int MAX_BODY = 64 * 1024 * 1024;
    private static final int BYTES_PER_TOKEN = 4;
    private static final Reading NOTHING = new Reading(Bytes.EMPTY, 0, false, null, 0);

    private final int maxBody;
    private final @Nullable Call vectors;
    private final OpenAiGlance glance;
    private final OpenAiUsageNotes notes;
    private final List<Bytes> pieces = new ArrayList<>();
    private int length;
    private @Nullable AnswerEvent ending;

    OpenAiBodyReader(Set<Quirk> quirks, int maxBody) {
        this(quirks, maxBody, null);
    }

    /** Reads vectors, in the form that this call asks for. */
    static OpenAiBodyReader ofVectors(Call call, Set<Quirk> quirks) {
        return new OpenAiBodyReader(quirks, MAX_BODY, call);
    }

    private OpenAiBodyReader(Set<Quirk> quirks, int maxBody, @Nullable Call vectors) {
        this.vectors = vectors;
        this.glance = OpenAiGlance.ofBodies(quirks);
        this.notes = new OpenAiUsageNotes(quirks);
        this.maxBody = maxBody;
    }

    @Override
    public Reading read(Bytes piece) {
        if (ending != null) {
            return NOTHING;
        }
        if (piece.length() > maxBody - length) {
            pieces.clear();
            return broken("The upstream's answer is longer than " + maxBody + " bytes.");
        }
        pieces.add(piece);
        length += piece.length();
        return NOTHING;
    }

    @Override
    public Reading end() {
        if (ending != null) {
            return new Reading(Bytes.EMPTY, 0, false, ending, 0);
        }
        Bytes body = whole();
        if (!isObject(body)) {
            return broken("The upstream's answer is not a JSON object.");
        }
        notes.note(glance, body.array());
        if (glance.isError()) {
            UpstreamError error = ErrorReader.readInAnswer(body);
            return over(new AnswerEvent.Broken(error.error(), error.verdict(), notes.usage()));
        }
        if (vectors != null) {
            return vectors(body, vectors);
        }
        if (!glance.hasChoicesMember()) {
            return broken("The upstream's answer has no choices.");
        }
        ending = new AnswerEvent.Finished(notes.usage(), notes.isSuspect(), null);
        return new Reading(body, produced(), true, ending, 0);
    }

    private Reading vectors(Bytes body, Call call) {
        try {
            Bytes forCaller = OpenAiEmbeddings.forCaller(body, call);
            ending = new AnswerEvent.Finished(notes.usage(), notes.isSuspect(), null);
            return new Reading(forCaller, 0, true, ending, 0);
        } catch (GatewayException e) {
            return over(new AnswerEvent.Broken(e.error(), Verdict.FAILED, notes.usage()));
        }
    }

    private long produced() {
        return glance.contentBytes() > 0 ? Math.max(1, glance.contentBytes() / BYTES_PER_TOKEN) : 0;
    }

    private boolean isObject(Bytes body) {
        try {
            return glance.look(body.array(), body.offset(), body.offset() + body.length());
        } catch (JsonSyntaxException e) {
            return false;
        }
    }

    private Bytes whole() {
        Splice whole = new Splice();
        for (Bytes piece : pieces) {
            whole.add(piece);
        }
        pieces.clear();
        return whole.take();
    }

    private Reading broken(String message) {
        GatewayError error = GatewayError.of(GatewayError.Kind.UPSTREAM_FAILED, message);
        return over(new AnswerEvent.Broken(error, Verdict.FAILED, null));
    }

    private Reading over(AnswerEvent end) {
        ending = end;
        return new Reading(Bytes.EMPTY, 0, false, end, 0);
    }
}

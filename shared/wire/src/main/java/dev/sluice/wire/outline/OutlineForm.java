package dev.sluice.wire.outline;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Outline;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.text.NameTable;

/**
 * What a request of one dialect and operation looks like from outside: which members matter, and which must be there.
 */
public final class OutlineForm {
    private final NameTable<Member.Named> members;
    private final Media media;
    private final String prompt;
    private final boolean needsCap;
    private final boolean needsQuery;

    OutlineForm(NameTable<Member.Named> members, Media media, String prompt) {
        this(members, media, prompt, false, false);
    }

    private OutlineForm(
            NameTable<Member.Named> members, Media media, String prompt, boolean needsCap, boolean needsQuery) {
        this.members = members;
        this.media = media;
        this.prompt = prompt;
        this.needsCap = needsCap;
        this.needsQuery = needsQuery;
    }

    /** The same, for requests that must say how long the answer may be. */
    OutlineForm needingCap() {
        return new OutlineForm(members, media, prompt, true, needsQuery);
    }

    /** The same, for requests that must say what to rank by. */
    OutlineForm needingQuery() {
        return new OutlineForm(members, media, prompt, needsCap, true);
    }

    /**
     * Reads a request strictly: UTF-8, one JSON object, no duplicate keys, no comments, within the limits.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code MALFORMED}, saying what is wrong and where
     */
    public Outline read(Asked asked, Bytes body, JsonLimits limits) {
        return StrictBody.read(body, limits, strict -> new OutlineReader(this, asked, strict).read());
    }

    NameTable<Member.Named> members() {
        return members;
    }

    Media media() {
        return media;
    }

    /** The member that complaints name when there is no prompt. */
    String prompt() {
        return prompt;
    }

    boolean needsCap() {
        return needsCap;
    }

    boolean needsQuery() {
        return needsQuery;
    }
}

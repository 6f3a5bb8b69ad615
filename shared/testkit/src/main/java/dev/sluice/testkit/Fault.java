package dev.sluice.testkit;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which an upstream can fail. Faults of the connection ({@link Refused}, {@link SynDropped}) hold for all of a
 * provider; the others are played to each {@code POST}, while the list of models stays readable.
 */
public sealed interface Fault extends Reaction {

    /** F1: nothing listens at the port. */
    record Refused() implements Fault {}

    /** F2: the port takes no further connection and does not say so; a connect runs into its timeout. */
    record SynDropped() implements Fault {}

    /** F3: the connection is reset once the request has arrived. */
    record ResetBeforeHeaders() implements Fault {}

    /** F4: the request is read and never answered. */
    record HeadersNever() implements Fault {}

    /** F5: 429, with this {@code Retry-After} or none. */
    record TooManyRequests(@Nullable String retryAfter) implements Fault {}

    /** F6: a 5xx status with a page of HTML, as load balancers give. */
    record ServerError(int status) implements Fault {}

    /** F7: 401, 402, 403 or another refusal, with an error body in OpenAI's shape. */
    record Denied(int status, String code) implements Fault {}

    /** F8: 200 and headers, then nothing. */
    record SilenceAfterHeaders() implements Fault {}

    /**
     * F9: the connection ends inside a chunk after so many content events, without {@code [DONE]}.
     *
     * @param reset whether by RST rather than FIN
     */
    record CutMidStream(int afterEvents, boolean reset) implements Fault {}

    /** F10: a stream that is not what the specification of server-sent events draws. */
    record BrokenStream(Breakage breakage) implements Fault {}

    /** F11: 200 with a page of HTML. */
    record HtmlInstead() implements Fault {}

    /** F11: 200, and the error comes as an event after so many content events. Not streamed: 200 with an error body. */
    record ErrorEvent(int afterEvents) implements Fault {}

    /** F12: a proper answer whose usage is wrong. */
    record WrongUsage(UsageLie lie) implements Fault {}

    /** F13: a proper answer, byte by byte with this silence between. */
    record Drip(Duration perByte) implements Fault {}

    /** F15: a small gzip body, sent unasked, that unpacks to so many MiB of blanks. */
    record GzipBomb(int unpackedMebibytes) implements Fault {}

    /** F16: a redirect. */
    record Redirect(URI target) implements Fault {}

    /** How a stream of events is broken. All but {@link #ENDLESS_EVENT} and {@link #INVALID_UTF8} can still be read. */
    enum Breakage {
        /** 64 MiB of {@code data:} lines, and no blank line that would end the event. */
        ENDLESS_EVENT,
        /** Lines end in LF, CRLF and CR in turns. */
        MIXED_LINE_ENDS,
        BYTE_ORDER_MARK,
        INVALID_UTF8,
        ONE_BYTE_CHUNKS,
        /** Chunks end anywhere, several events may share one. */
        SPLIT_ANYWHERE
    }
}

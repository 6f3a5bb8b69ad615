package dev.sluice.wire.text;

import dev.sluice.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into server-sent events, wherever the network cut it.
 *
 * <p>Lines end with LF, CRLF or CR; a byte order mark, comments and blocks without data are left out; a value may follow its
 * colon with or without a space. Use: {@link #feed}, then {@link #next} until it says false. An event is seen where it lies
 * in the piece, uncopied, unless it began in an earlier piece. Arrays that were given out are never written to again. Not
 * thread safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the standard</a>
 */
public final class SseSplitter {
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    private static final Bytes END = Bytes.utf8("\n\n");
    private static final int SPARE = 1024;

    private final int maxEvent;

    private byte[] array = new byte[0];
    /** Bytes of {@code array} before this belong to events that are done with. */
    private int start;

    private int lineStart;
    private int scanned;
    private int limit;
    /** Whether {@code array} was made here, so that bytes may be added behind {@code limit}. */
    private boolean own;

    private boolean atBeginning = true;
    private boolean tooLong;
    private boolean foreign;

    private boolean given;
    private int eventStart;
    private int eventStop;
    private int dataStart;
    private int dataStop;
    private int dataLines;
    private String name = "";
    private @Nullable ByteArrayOutputStream joined;

    /**
     * A splitter.
     *
     * @param maxEvent bytes that one event may have, its name and comments included
     */
    public SseSplitter(int maxEvent) {
        this.maxEvent = maxEvent;
    }

    /** Takes the next bytes of the stream. Only after {@link #next} has said false. */
    public void feed(Bytes piece) {
        if (start == limit) {
            int shift = piece.offset() - start;
            array = piece.array();
            limit = start + piece.length();
            own = false;
            move(shift);
        } else {
            append(piece);
        }
    }

    /** The stream is over: what is left is taken for a whole event. */
    public void finish() {
        if (start < limit) {
            append(END);
        }
    }

    /** Moves to the next event with data; false if it has not come yet, or if the stream cannot be used any more. */
    public boolean next() {
        if (given) {
            given = false;
            forget();
        }
        if (tooLong || foreign || isInsideByteOrderMark()) {
            return false;
        }
        while (scanned < limit) {
            int lineStop = ByteScan.lineStop(array, scanned, limit);
            scanned = lineStop;
            if (lineStop >= limit - 1 && !isLineFeed(lineStop)) {
                break; // no end yet, or a CR whose LF may still come
            }
            if (lineStop - start >= maxEvent) {
                break;
            }
            given = takeLine(lineStop);
            if (given || foreign) {
                return given;
            }
        }
        tooLong = limit - start > maxEvent;
        return false;
    }

    /** Whether an event has more bytes than it may have. Nothing more comes then. */
    public boolean isTooLong() {
        return tooLong;
    }

    /** Whether a line looks like HTML or bare JSON and not like a field. Nothing more comes then. */
    public boolean isForeign() {
        return foreign;
    }

    /** All there is from the line that is no field, if {@link #isForeign}. */
    public Bytes foreign() {
        return Bytes.of(array, dataStart, limit);
    }

    /** The array that all positions refer to; changes with {@link #feed}. */
    public byte[] array() {
        return array;
    }

    /** Where the event begins, comments before it left out. */
    public int eventStart() {
        return eventStart;
    }

    /** Where the event ends, the empty line included. */
    public int eventStop() {
        return eventStop;
    }

    /** Whether the data is one line, and lies in {@link #array} from {@link #dataStart} to {@link #dataStop}. */
    public boolean isOneLine() {
        return dataLines == 1;
    }

    public int dataStart() {
        return dataStart;
    }

    public int dataStop() {
        return dataStop;
    }

    /** The data of an event with several lines of it, joined by line feeds. */
    public byte[] joinedData() {
        return joined == null ? Arrays.copyOfRange(array, dataStart, dataStop) : joined.toByteArray();
    }

    /** The event's name, empty if it has none. */
    public String name() {
        return name;
    }

    private void append(Bytes piece) {
        int left = limit - start;
        if (!own || array.length - limit < piece.length()) {
            byte[] larger = new byte[2 * left + piece.length() + SPARE];
            System.arraycopy(array, start, larger, 0, left);
            array = larger;
            own = true;
            move(-start);
        }
        System.arraycopy(piece.array(), piece.offset(), array, limit, piece.length());
        limit += piece.length();
    }

    private void move(int shift) {
        start += shift;
        lineStart += shift;
        scanned += shift;
        limit += shift;
        dataStart += shift;
        dataStop += shift;
    }

    private void forget() {
        dataLines = 0;
        name = "";
        joined = null;
    }

    private boolean isInsideByteOrderMark() {
        if (!atBeginning || start == limit) {
            return false;
        }
        boolean begins = array[start] == (byte) 0xEF;
        if (begins && limit - start < 3) {
            return true;
        }
        atBeginning = false;
        if (Utf8.hasByteOrderMark(array, start, limit)) {
            begin(start + 3);
        }
        return false;
    }

    private boolean isLineFeed(int at) {
        return at < limit && array[at] == '\n';
    }

    /** Takes the line that ends at {@code stop}; true if it completes an event. */
    private boolean takeLine(int stop) {
        int from = lineStart;
        boolean two = array[stop] == '\r' && isLineFeed(stop + 1);
        lineStart = stop + (two ? 2 : 1);
        scanned = lineStart;
        if (from == stop) {
            return endEvent();
        }
        if (array[from] != ':') {
            field(from, stop);
        } else if (from == start) {
            begin(lineStart);
        }
        return false;
    }

    /** An empty line ends the event; one without data is no event. */
    private boolean endEvent() {
        eventStart = start;
        eventStop = lineStart;
        begin(lineStart);
        if (dataLines == 0) {
            forget();
            return false;
        }
        return true;
    }

    private void begin(int at) {
        start = at;
        lineStart = at;
        scanned = at;
    }

    private void field(int from, int stop) {
        if (isField(DATA, from, stop)) {
            data(valueStart(from + DATA.length, stop), stop);
        } else if (isField(EVENT, from, stop)) {
            int value = valueStart(from + EVENT.length, stop);
            name = Bytes.of(array, value, stop).utf8();
        } else if (array[from] == '<' || array[from] == '{' || array[from] == '[') {
            foreign = true;
            dataStart = from;
            dataStop = stop;
        }
    }

    private void data(int from, int stop) {
        if (++dataLines == 1) {
            dataStart = from;
            dataStop = stop;
            return;
        }
        if (joined == null) {
            joined = new ByteArrayOutputStream(stop - dataStart);
            joined.write(array, dataStart, dataStop - dataStart);
        }
        joined.write('\n');
        joined.write(array, from, stop - from);
    }

    private boolean isField(byte[] field, int from, int stop) {
        int end = from + field.length;
        return end <= stop
                && Arrays.equals(array, from, end, field, 0, field.length)
                && (end == stop || array[end] == ':');
    }

    private int valueStart(int colon, int stop) {
        int value = Math.min(colon + 1, stop);
        return value < stop && array[value] == ' ' ? value + 1 : value;
    }
}

package dev.sluice.testkit;

import java.time.Duration;

/**
 * How a streamed answer comes.
 *
 * @param chunks content chunks to send; 0 sends the answer's text word by word
 * @param chunkBytes characters of content in each chunk, when {@code chunks} is not 0
 * @param first silence before the first event
 * @param between from each content chunk to the next; one that is late does not delay those after it, as a model's work goes on
 *     while its words wait
 */
public record Pace(int chunks, int chunkBytes, Duration first, Duration between) {
    public static final Pace AT_ONCE = new Pace(0, 0, Duration.ZERO, Duration.ZERO);

    /** The text word by word, with this silence after each word. */
    public static Pace every(Duration between) {
        return new Pace(0, 0, Duration.ZERO, between);
    }

    /** So many chunks of filler, as fast as they are read. */
    public static Pace bulk(int chunks, int chunkBytes) {
        return new Pace(chunks, chunkBytes, Duration.ZERO, Duration.ZERO);
    }

    public Pace after(Duration silence) {
        return new Pace(chunks, chunkBytes, silence, between);
    }

    public Pace with(Duration silenceBetween) {
        return new Pace(chunks, chunkBytes, first, silenceBetween);
    }
}

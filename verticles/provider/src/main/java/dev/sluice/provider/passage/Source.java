package dev.sluice.provider.passage;

/** Where an answer comes from, as far as its passage steers it. Speaks to the passage that started it. */
public interface Source {

    /** Begins to produce the answer. */
    void start(Passage passage);

    /** Stops producing for now. */
    void pause();

    /** Goes on. */
    void resume();

    /** Stops for good, at once, and frees everything. Without effect once the answer is over. */
    void abandon();
}

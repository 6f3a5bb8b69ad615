package dev.sluice.provider.passage;

import dev.sluice.model.call.UpstreamLimit;
import java.util.List;

/** Where an answer comes from, as far as its passage steers it. Speaks to the passage that started it. */
public interface Source {

    /** Begins to produce the answer. */
    void start(Passage passage);

    /** What the upstream has said of its limits; nothing before it has begun to answer. */
    default List<UpstreamLimit> limits() {
        return List.of();
    }

    /** What the upstream has said in refusing, if it has. */
    default Complaint complaint() {
        return Complaint.SILENT;
    }

    /** Stops producing for now. */
    void pause();

    /** Goes on. */
    void resume();

    /** Stops for good, at once, and frees everything. Without effect once the answer is over. */
    void abandon();
}

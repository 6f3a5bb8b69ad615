package dev.sluice.store;

import java.util.List;
import java.util.function.ObjLongConsumer;

/** The journals of nodes that have no disk to keep them. Every method blocks. */
public interface JournalRows {

    /** Hands over all records of a node, in the order of their sequences. */
    void read(NodeLife life, ObjLongConsumer<byte[]> reader);

    /** As {@link #read}, for those who only look; nothing if the books do not know the node. */
    void look(String node, ObjLongConsumer<byte[]> reader);

    /**
     * Keeps records, all or none, in place of any that are there from {@code first} on.
     *
     * @param first the sequence of the first of them
     * @throws NodeFenced when a newer life has begun
     */
    void write(NodeLife life, long first, List<byte[]> payloads);

    /**
     * Deletes the records up to a sequence.
     *
     * @throws NodeFenced when a newer life has begun
     */
    void delete(NodeLife life, long upTo);
}

package dev.sluice.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The nodes that have written to the books, and which life of each may go on writing. */
public interface Nodes {
    /** How long a node may spend what it has drawn without a sign of life, by the database's clock. */
    Duration LEASE = Duration.ofSeconds(60);

    /** Begins a new life of a node; all its earlier lives are fenced off from now on. */
    NodeLife begin(String name);

    /**
     * How far the books are with this node's journal.
     *
     * @throws NodeFenced when a newer life has begun
     */
    NodeState state(NodeLife life);

    /**
     * As {@link #state}, for a node that has a journal on its disk: refuses a database that is older than it.
     *
     * @param journalId of the journal on the disk
     * @param released the highest sequence that it has deleted because the books had it
     * @throws LedgerBehind when the books lack what was in them
     * @throws NodeFenced when a newer life has begun
     */
    NodeState compare(NodeLife life, String journalId, long released);

    /**
     * From now on the node writes from another journal, whose sequences begin after {@code applied}.
     *
     * @throws StoreConflict when the books are further than that already
     * @throws NodeFenced when a newer life has begun
     */
    void adopt(NodeLife life, String journalId, long applied);

    /** How far the books are with the journal of a node, for those who only look; absent if they do not know the node. */
    Optional<NodeState> find(String name);

    /** This life ends of its own accord: the node is not missed. */
    void leave(NodeLife life);

    /** The names of nodes of which nothing is heard any more although they did not leave, for as long as {@code within}. */
    List<String> lost(Duration within);

    /** Prolongs the lease of what this life has drawn; false when a newer life has begun. */
    boolean renew(NodeLife life);

    /**
     * Returns what nodes had drawn whose lease ended longer ago than {@code grace}. Such a node is fenced off; it begins a
     * new life when it comes back.
     *
     * @return how many slices were returned; an {@code expire} entry tells of each
     */
    int release(Duration grace);
}

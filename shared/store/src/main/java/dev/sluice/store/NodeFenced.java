package dev.sluice.store;

/** A newer life of this node has begun, or its journal is not the one in the books: this life changes no money any more. */
public final class NodeFenced extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NodeFenced(String message) {
        super(message, null, false, false);
    }
}

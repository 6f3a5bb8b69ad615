package dev.sluice.bus;

/** This node may not join a cluster the way it is configured; the message names the key and what was expected. */
public final class ClusterRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClusterRefused(String message) {
        super(message);
    }
}

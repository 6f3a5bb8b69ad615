package dev.sluice.launcher.reliability;

/**
 * What the books say of one call.
 *
 * @param prompt tokens of the prompt in all classes
 * @param output tokens of the answer in all classes
 * @param cost in nano-dollars
 */
record Row(
        String requestId, String call, String end, String error, long prompt, long output, String source, long cost) {
    /** Whether the node that served the call ended first, so that a later life settled what was known of it. */
    boolean isOrphan() {
        return error.equals("node_lost");
    }

    /** Whether somebody was charged, or would have been had it cost something. */
    boolean isBilled() {
        return cost > 0;
    }
}

package dev.sluice.accounting.limits;

import java.util.List;

/**
 * Who owns limits, as one node sees it at one time. Never changes.
 *
 * @param epoch rises with every view of a node
 * @param self the node that sees it
 * @param nodes that may own limits, in the order of their names
 * @param reference how many there should be; fewer are one side of a split
 * @param past this and earlier memberships, the newest first
 */
record View(long epoch, String self, List<String> nodes, int reference, List<Past> past) {
    private static final int SLICE = 30;

    /**
     * A membership that was or is.
     *
     * @param marks of its nodes
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and changed by nobody
    record Past(List<String> nodes, long[] marks, long since) {
        static Past of(List<String> nodes, long since) {
            return new Past(nodes, nodes.stream().mapToLong(Marks::of).toArray(), since);
        }

        /** Rendezvous: whoever has the highest number; when a node comes or goes only what is its own moves. */
        String owner(long subject, String ifNobody) {
            String highest = ifNobody;
            long best = 0;
            for (int i = 0; i < marks.length; i++) {
                long weight = Marks.mix(marks[i], subject);
                if (i == 0 || Long.compareUnsigned(weight, best) > 0) {
                    best = weight;
                    highest = nodes.get(i);
                }
            }
            return highest;
        }
    }

    String owner(long subject) {
        return past.getFirst().owner(subject, self);
    }

    boolean isMine(long subject) {
        return owner(subject).equals(self);
    }

    /** Since when this node has owned a subject without a break. */
    long ownedSince(long subject) {
        long since = past.getFirst().since();
        for (Past membership : past) {
            if (!membership.owner(subject, self).equals(self)) {
                break;
            }
            since = membership.since();
        }
        return since;
    }

    private int size() {
        return Math.max(1, nodes.size());
    }

    /**
     * What the owners that this node sees may grant of a limit: in a split each side the part that its members are of all. A
     * limit too small to be divided is granted whole by the larger side, if there is one.
     */
    double side(long limit) {
        if (size() >= reference) {
            return (double) limit;
        }
        if (limit >= reference) {
            return (double) limit * size() / reference;
        }
        return 2 * size() > reference ? (double) limit : 0;
    }

    /** What this node may grant itself while an owner does not answer: its own share, nothing if that is less than one. */
    double alone(long limit) {
        return limit >= reference ? (double) limit / reference : 0;
    }

    /**
     * What a node may hold ahead of a limit per minute: twice what is its share of a second. Of small limits it is one, so that
     * they are exact.
     */
    long slice(long limit) {
        long among = (long) SLICE * size();
        return limit <= among ? 1 : (limit + among - 1) / among;
    }
}

package dev.sluice.router;

import dev.sluice.bus.Member;
import dev.sluice.bus.Members;
import java.util.List;
import java.util.Optional;

/**
 * Where a trial of a channel was made, as this node sees it.
 *
 * @param isOwn whether here, or where nobody routes who could learn from it
 * @param isCounted whether it is for this node to count it
 */
record TrialOrigin(boolean isOwn, boolean isCounted) {
    static final TrialOrigin HERE = new TrialOrigin(true, true);
    static final TrialOrigin ELSEWHERE = new TrialOrigin(false, false);

    private static final String ROLE = "router";

    /** By who is in the cluster now; of several nodes that learn from one trial the first counts it. */
    static TrialOrigin of(String node, Members members) {
        if (node.equals(members.self())) {
            return HERE;
        }
        List<Member> all = members.now();
        boolean routes = all.stream().noneMatch(member -> member.node().equals(node) && !isRouter(member));
        Optional<Member> first = all.stream().filter(TrialOrigin::isRouter).findFirst();
        return routes
                ? ELSEWHERE
                : new TrialOrigin(
                        true,
                        first.filter(member -> member.node().equals(members.self()))
                                .isPresent());
    }

    private static boolean isRouter(Member member) {
        return member.roles().contains(ROLE);
    }
}

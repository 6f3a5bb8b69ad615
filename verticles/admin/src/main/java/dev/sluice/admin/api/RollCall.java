package dev.sluice.admin.api;

import dev.sluice.bus.Member;
import dev.sluice.bus.NodeReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks all nodes of the cluster how they are. */
@FunctionalInterface
public interface RollCall {

    /** All members by name; blocks until each has answered or has had the time to. */
    List<Present> ask();

    /**
     * A member of the cluster.
     *
     * @param report absent if it did not answer
     */
    record Present(Member member, @Nullable NodeReport report) {}
}

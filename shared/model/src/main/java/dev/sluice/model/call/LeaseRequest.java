package dev.sluice.model.call;

import dev.sluice.model.catalog.KeyLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node asks of the one that owns some limits. Amounts of time are never told, so that no clock need agree.
 *
 * @param life of the asking process: another one of the same node name holds nothing of what this one held
 * @param sequence rises with each request of a life; one that is not higher than the last came late or twice
 */
public record LeaseRequest(String node, long life, long sequence, List<Need> needs) {
    public LeaseRequest {
        needs = List.copyOf(needs);
    }

    /**
     * What is wanted of the limits of one subject; a dimension that has no limit is absent.
     *
     * @param scope name of a {@link LimitState.Scope}; who does not know it grants nothing
     * @param id of the key or user, name of the group, or the model
     * @param limits as the asker knows them
     */
    public record Need(
            String scope,
            String id,
            KeyLimits limits,
            @Nullable Draw requests,
            @Nullable Draw tokens,
            @Nullable Slots slots) {}

    /**
     * What is wanted of a limit per minute.
     *
     * @param need for calls that wait now
     * @param least without which none of them can go on
     * @param ahead wanted on top, for calls that may come, if there is plenty
     * @param owed used without having been asked for
     * @param back asked for and not used
     * @param backAge nanoseconds since then, in the mean
     * @param quiet nanoseconds for which, by what another owner said last, there is nothing to be had
     */
    public record Draw(long need, long least, long ahead, long owed, long back, long backAge, long quiet) {
        public Draw {
            need = Math.max(0, need);
            least = Math.clamp(least, 0, need);
            ahead = Math.max(0, ahead);
            owed = Math.max(0, owed);
            back = Math.max(0, back);
            backAge = Math.max(0, backAge);
        }
    }

    /**
     * What is wanted of a limit of calls at a time. All are totals, not differences, so that losing a request does no harm.
     *
     * @param held what this node holds by its last lease, with those in use
     * @param wanted what it wants to hold from now on
     */
    public record Slots(long inUse, long held, long wanted) {}
}

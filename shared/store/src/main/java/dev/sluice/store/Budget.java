package dev.sluice.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much may be used in each period, by whom and of which model. Scope, period and unit never change; the rest may.
 *
 * @param limit in its unit; nothing is admitted beyond it
 * @param softPercent of the limit, at which the operator is told once in a period; absent for never
 */
public record Budget(
        String id,
        String name,
        Scope scope,
        BudgetPeriod period,
        Unit unit,
        long limit,
        @Nullable Integer softPercent,
        boolean enabled) {
    /** The largest limit: a billion dollars, or as many tokens as nobody will ever use. */
    public static final long MOST = 1_000_000_000_000_000_000L;

    public Budget {
        if (limit < 0 || limit > MOST) {
            throw new IllegalArgumentException("a budget's limit is between nothing and " + MOST);
        }
        if (softPercent != null && (softPercent < 1 || softPercent > 100)) {
            throw new IllegalArgumentException("a budget warns between 1 and 100 per cent");
        }
    }

    /** Whom a budget is for. All that are named share it. */
    public enum Kind {
        KEY,
        USER,
        GROUP,
        /** Everybody who uses a model. */
        MODEL
    }

    /**
     * Which calls count.
     *
     * @param subject id of the key or user, name of the group, or the model
     * @param model only calls of this model, absent for all; a trailing {@code *} stands for any ending. Absent where the
     *     subject is a model
     */
    public record Scope(Kind kind, String subject, @Nullable String model) {
        public Scope {
            if (kind == Kind.MODEL && model != null) {
                throw new IllegalArgumentException("a model's budget names its model once");
            }
        }

        public boolean matches(String called) {
            String wanted = kind == Kind.MODEL ? subject : model;
            if (wanted == null || wanted.equals(called)) {
                return true;
            }
            return wanted.endsWith("*") && called.startsWith(wanted.substring(0, wanted.length() - 1));
        }
    }

    /** The account of the period that a moment is in. */
    public Account accountAt(Instant moment) {
        return Account.ofBudget(id, period.start(moment));
    }

    /** How little is left of a period when the operator is told; absent for never. */
    @Nullable
    Long warnAt() {
        return softPercent == null
                ? null
                : limit - (limit / 100 * softPercent + (limit % 100 * softPercent + 99) / 100);
    }
}

package dev.sluice.accounting;

import dev.sluice.accounting.Purse.Taking;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import dev.sluice.store.Unit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is set aside for one call: all of its claims, or nothing.
 *
 * @param taking anything but TAKEN means that nothing is set aside
 * @param refused the claim that could not be met, if one could not
 */
record Reservation(Taking taking, @Nullable Claim refused, List<Part> parts) {

    /**
     * One claim and the purse that met it.
     *
     * @param purse absent where nothing had to be set aside
     */
    record Part(Claim claim, @Nullable Purse purse) {
        private Bill.Charge settle(Spent spent) {
            long paid = purse == null ? 0 : purse.settle(claim.amount(), spent.in(claim.unit()));
            return claim.charge(spent, paid);
        }
    }

    static Reservation of(List<Part> parts) {
        return new Reservation(Taking.TAKEN, null, parts);
    }

    static Reservation refused(Taking taking, Claim claim) {
        return new Reservation(taking, claim, List.of());
    }

    /** The claims, the user's first: with these, and with what the call came to, its charges can be made again. */
    List<Claim> claims() {
        return parts.stream().map(Part::claim).toList();
    }

    /** The most that the call may cost, as far as somebody's money bounds it; zero if nobody's does. */
    long heldCost() {
        long most = 0;
        for (Part part : parts) {
            most = part.claim().unit() == Unit.COST
                    ? Math.max(most, part.claim().amount())
                    : most;
        }
        return most;
    }

    /** Whether this account is one of those that pay. */
    boolean isOf(Account account) {
        return parts.stream().anyMatch(part -> part.claim().account().equals(account));
    }

    /** Ends the reservation with what the call came to; what is left goes back to the purses. */
    List<Bill.Charge> settle(Spent spent) {
        List<Bill.Charge> charges = new ArrayList<>(parts.size());
        for (Part part : parts) {
            charges.add(part.settle(spent));
        }
        return charges;
    }

    void cancel() {
        settle(Spent.NOTHING);
    }
}

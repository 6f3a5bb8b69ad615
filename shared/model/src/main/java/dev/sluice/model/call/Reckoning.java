package dev.sluice.model.call;

import dev.sluice.model.NanoDollars;
import org.jspecify.annotations.Nullable;

/**
 * How the price of a call was found, so that it can be found again, bit for bit.
 *
 * @param held what was set aside at admission; absent for a request that was not admitted
 * @param version the price book that was in force at admission, 0 when it does not have the model
 * @param rule the rule of that book which applied, 0 when none did
 * @param cost what the user pays
 * @param purchaseRule the rule by which {@code purchase} was computed, 0 when none did
 * @param purchase what the provider is expected to charge for it
 */
public record Reckoning(
        @Nullable NanoDollars held, int version, long rule, NanoDollars cost, long purchaseRule, NanoDollars purchase) {
    /** Of a request that was not admitted. */
    public static final Reckoning NOTHING = new Reckoning(null, 0, 0, NanoDollars.ZERO, 0, NanoDollars.ZERO);

    /** Of an admitted call that costs this by the book of this version. */
    public static Reckoning of(int version, NanoDollars cost) {
        return new Reckoning(NanoDollars.ZERO, version, 0, cost, 0, NanoDollars.ZERO);
    }
}

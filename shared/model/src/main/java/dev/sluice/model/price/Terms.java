package dev.sluice.model.price;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.chat.Usage;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What calls cost by one rule. All in integers: rates in nano-dollars, factors in parts per million, and one rounding, up, at
 * the end.
 *
 * @param tiers other rates for long prompts and for services
 * @param factors of services that have no tier of their own for such a prompt, in parts per million
 * @param hours the first that covers a call's arrival multiplies its price
 * @param minimum what a call costs at least that costs anything
 */
public record Terms(Rates base, List<Tier> tiers, Map<String, Long> factors, List<Hours> hours, NanoDollars minimum) {
    /** No call costs more: what does is reckoned at this, and refused where it is foreseen. */
    public static final NanoDollars MOST = new NanoDollars(1_000_000_000_000_000L);

    private static final long LARGEST_FACTOR = 1_000 * Exact.MILLION;

    public Terms {
        tiers = List.copyOf(tiers);
        factors = Map.copyOf(factors);
        hours = List.copyOf(hours);
        factors.values().forEach(Terms::checkFactor);
        if (minimum.isNegative() || minimum.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("a minimum is not negative, and at most " + MOST);
        }
    }

    /** The same for all calls. */
    public static Terms flat(Rates rates) {
        return new Terms(rates, List.of(), Map.of(), List.of(), NanoDollars.ZERO);
    }

    static void checkFactor(long factor) {
        if (factor < 0 || factor > LARGEST_FACTOR) {
            throw new IllegalArgumentException("a factor is from 0 to 1000");
        }
    }

    /** The cost of a call, rounded up once to a whole nano-dollar, and at most {@link #MOST}. */
    public NanoDollars of(Usage usage, Circumstances at) {
        String service = usage.rare().tier();
        return charge(rates(usage.prompt(), service).sum(usage), factor(usage.prompt(), service), at);
    }

    /**
     * The most that a call can come to, whatever classes its tokens are of and however it is served. Calls of the upstream's
     * tools come on top of it.
     */
    public NanoDollars worst(long prompt, long output, Circumstances at) {
        Extent extent = Extent.ofTokens(prompt, output);
        NanoDollars worst = charge(rates(prompt, null).worst(extent), Exact.MILLION, at);
        for (String service : services()) {
            NanoDollars served = charge(rates(prompt, service).worst(extent), factor(prompt, service), at);
            worst = served.compareTo(worst) > 0 ? served : worst;
        }
        return worst;
    }

    /**
     * The most that a call can come to in the usual service, or in the one that was asked for, which the upstream may not
     * grant. One that serves it better unasked comes out dearer.
     *
     * @param service absent for the usual one
     */
    public NanoDollars worst(Extent extent, @Nullable String service, Circumstances at) {
        long prompt = extent.prompt();
        NanoDollars usual = charge(rates(prompt, null).worst(extent), Exact.MILLION, at);
        if (service == null) {
            return usual;
        }
        NanoDollars asked = charge(rates(prompt, service).worst(extent), factor(prompt, service), at);
        return asked.compareTo(usual) > 0 ? asked : usual;
    }

    /** Units of this usage that cost nothing for want of a rate. */
    public List<String> unpriced(Usage usage) {
        return rates(usage.prompt(), usage.rare().tier()).unpriced(usage);
    }

    private Set<String> services() {
        if (factors.isEmpty() && tiers.isEmpty()) {
            return Set.of();
        }
        Set<String> services = new LinkedHashSet<>(factors.keySet());
        for (Tier tier : tiers) {
            if (tier.service() != null) {
                services.add(tier.service());
            }
        }
        return services;
    }

    private NanoDollars charge(Exact sum, long factor, Circumstances at) {
        long cost = sum.perMillion(MOST.value(), factor, hour(at.arrivedAtMillis()), at.group());
        return cost == 0 ? NanoDollars.ZERO : new NanoDollars(Math.max(cost, minimum.value()));
    }

    private Rates rates(long prompt, @Nullable String service) {
        Tier own = service == null ? null : tier(prompt, service);
        Tier tier = own == null ? tier(prompt, null) : own;
        return tier == null ? base : tier.rates();
    }

    private @Nullable Tier tier(long prompt, @Nullable String service) {
        Tier highest = null;
        for (Tier tier : tiers) {
            boolean applies = Objects.equals(service, tier.service())
                    && (prompt > tier.above() || (service != null && tier.above() == 0));
            if (applies && (highest == null || tier.above() > highest.above())) {
                highest = tier;
            }
        }
        return highest;
    }

    /** A service that has rates of its own for such a prompt has no factor. */
    private long factor(long prompt, @Nullable String service) {
        return service == null || tier(prompt, service) != null
                ? Exact.MILLION
                : factors.getOrDefault(service, Exact.MILLION);
    }

    private long hour(long millis) {
        for (Hours window : hours) {
            if (window.cover(millis)) {
                return window.factor();
            }
        }
        return Exact.MILLION;
    }
}

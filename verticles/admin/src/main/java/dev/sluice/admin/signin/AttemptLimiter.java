package dev.sluice.admin.signin;

import dev.sluice.store.PasswordAttempts;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts how often something is tried: so many times for an account from one address, more often for the account from
 * everywhere. Both windows slide, so that nobody is locked out for longer than a window. Thread safe.
 *
 * <p>Memory is bounded: the accounts and addresses seen longest ago are forgotten first.
 */
public final class AttemptLimiter {
    static final int FOR_ACCOUNT_AND_ADDRESS = 10;
    static final int FOR_ACCOUNT = 100;
    static final int FOR_STRANGER = 5;
    static final int FOR_ACCOUNT_BY_STRANGERS = PasswordAttempts.MOST;
    static final Duration WINDOW = PasswordAttempts.WINDOW;
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final Map<String, Deque<Long>> byAddress = forgetful();
    private final Map<String, Deque<Long>> byAccount = forgetful();

    public AttemptLimiter(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts an attempt, if there may be one.
     *
     * @return how long to wait, if there may not
     */
    public Optional<Duration> tryOnce(String account, String address) {
        return tryOnce(account, address, new Most(FOR_ACCOUNT_AND_ADDRESS, FOR_ACCOUNT));
    }

    /** As {@link #tryOnce(String, String)}, for who is not known there at all: fewer times. */
    Optional<Duration> tryAsStranger(String account, String address) {
        return tryOnce(account, address, new Most(FOR_STRANGER, FOR_ACCOUNT_BY_STRANGERS));
    }

    private record Most(int fromAddress, int fromAnywhere) {}

    private synchronized Optional<Duration> tryOnce(String account, String address, Most most) {
        long now = clock.millis();
        Deque<Long> narrow = recent(byAddress, pair(account, address), now);
        Deque<Long> wide = recent(byAccount, account, now);
        Duration wait = longer(wait(narrow, most.fromAddress(), now), wait(wide, most.fromAnywhere(), now));
        if (wait.isPositive()) {
            return Optional.of(wait);
        }
        narrow.addLast(now);
        wide.addLast(now);
        return Optional.empty();
    }

    /**
     * Counts an attempt at no account in particular, if there may be one from that address; nobody elsewhere has to wait
     * for it.
     */
    public Optional<Duration> tryFrom(String address) {
        return tryAlone("", address);
    }

    /** As {@link #tryFrom}, counted apart. */
    public synchronized Optional<Duration> tryAlone(String what, String address) {
        long now = clock.millis();
        Deque<Long> narrow = recent(byAddress, pair(what, address), now);
        Duration wait = wait(narrow, FOR_ACCOUNT_AND_ADDRESS, now);
        if (wait.isPositive()) {
            return Optional.of(wait);
        }
        narrow.addLast(now);
        return Optional.empty();
    }

    /** The attempt was right: it, and those before it from that address, are not held against the account. */
    public synchronized void forgive(String account, String address) {
        byAddress.remove(pair(account, address));
        Deque<Long> wide = byAccount.get(account);
        if (wide != null) {
            wide.pollLast();
        }
    }

    /** The attempt that was counted last was none, since it was refused elsewhere. */
    synchronized void takeBack(String account, String address) {
        long now = clock.millis();
        recent(byAddress, pair(account, address), now).pollLast();
        recent(byAccount, account, now).pollLast();
    }

    private static Deque<Long> recent(Map<String, Deque<Long>> attempts, String whose, long now) {
        Deque<Long> times = attempts.computeIfAbsent(whose, name -> new ArrayDeque<>());
        while (!times.isEmpty() && times.peekFirst() <= now - WINDOW.toMillis()) {
            times.removeFirst();
        }
        return times;
    }

    private static Duration wait(Deque<Long> times, int most, long now) {
        return times.size() < most ? Duration.ZERO : Duration.ofMillis(times.getFirst() + WINDOW.toMillis() - now);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static String pair(String account, String address) {
        return account + '\n' + network(address);
    }

    /** An IPv6 customer has 2⁶⁴ addresses at least; they count as one. */
    static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(bytes, 0, 8) : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    private static Map<String, Deque<Long>> forgetful() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Deque<Long>> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}

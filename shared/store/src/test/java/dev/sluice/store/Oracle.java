package dev.sluice.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a ledger should come to, computed as plainly as it can be said: one call after the other, and nothing kept but who has how
 * much. It shares no code with the store.
 */
final class Oracle implements Books {
    private final Map<String, Long> posted = new HashMap<>();
    private final Map<String, Long> drawn = new HashMap<>();
    private final Set<String> unlimited = new HashSet<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Map<String, Long> applied = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Long> paid = new HashMap<>();
    private final Map<String, String> payers = new HashMap<>();
    private final Set<String> causes = new HashSet<>();

    @Override
    public void open(String user, boolean isUnlimited) {
        posted.put("user:" + user, 0L);
        if (isUnlimited) {
            unlimited.add("user:" + user);
        }
    }

    @Override
    public NodeLife begin(String node) {
        int number = numbers.computeIfAbsent(node, n -> numbers.size() + 1);
        return new NodeLife(node, number, epochs.merge(node, 1L, Long::sum));
    }

    private void mustLive(NodeLife life) {
        if (epochs.getOrDefault(life.name(), 0L) != life.epoch()) {
            throw new NodeFenced("dead");
        }
    }

    @Override
    public long applied(NodeLife life) {
        mustLive(life);
        return applied.getOrDefault(life.name(), 0L);
    }

    private static String slice(NodeLife life, String account) {
        return life.name() + " has of " + account;
    }

    private long held(String account) {
        return drawn.entrySet().stream()
                .filter(slice -> slice.getKey().endsWith(" has of " + account))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private long free(String account) {
        return posted.getOrDefault(account, 0L) - held(account);
    }

    @Override
    public long draw(NodeLife life, Account account, long wanted, long least) {
        mustLive(life);
        long free = free(account.id());
        long taken = Math.min(free, wanted);
        if (taken < least || taken <= 0) {
            return 0;
        }
        drawn.merge(slice(life, account.id()), taken, Long::sum);
        return taken;
    }

    @Override
    public void giveBack(NodeLife life, Account account, long amount) {
        mustLive(life);
        if (amount > drawn.getOrDefault(slice(life, account.id()), 0L)) {
            throw new StoreConflict("too much");
        }
        drawn.merge(slice(life, account.id()), -amount, Long::sum);
    }

    @Override
    public void reclaim(NodeLife life) {
        mustLive(life);
        drawn.keySet().removeIf(slice -> slice.startsWith(life.name() + " "));
    }

    @Override
    public Ledger.Settling settle(NodeLife life, Span span, List<Bill> bills) {
        mustLive(life);
        long at = applied.getOrDefault(life.name(), 0L);
        if (at >= span.last()) {
            return Ledger.Settling.ALREADY;
        }
        if (at != span.previous()) {
            throw new NodeFenced("elsewhere");
        }
        for (Bill bill : bills) {
            if (!paid.containsKey(bill.row().callId())) {
                pay(life, bill);
            }
        }
        applied.put(life.name(), span.last());
        return Ledger.Settling.APPLIED;
    }

    private void pay(NodeLife life, Bill bill) {
        for (Bill.Charge charge : bill.charges()) {
            String account = charge.account().id();
            String slice = slice(life, account);
            long fromSlice = Math.min(charge.fromSlice(), drawn.getOrDefault(slice, 0L));
            long rest = charge.amount() - fromSlice;
            long fromRest = unlimited.contains(account) ? rest : Math.max(0, Math.min(rest, free(account)));
            drawn.merge(slice, -fromSlice, Long::sum);
            posted.merge(account, -fromSlice - fromRest, Long::sum);
            paid.merge(bill.row().callId(), fromSlice + fromRest, Long::sum);
            payers.put(bill.row().callId(), account);
        }
    }

    @Override
    public boolean adjust(Account account, long amount, String externalId) {
        if (causes.contains(externalId)) {
            return false;
        }
        if (amount < 0 && !unlimited.contains(account.id()) && free(account.id()) < -amount) {
            throw new StoreConflict("too little");
        }
        causes.add(externalId);
        posted.merge(account.id(), amount, Long::sum);
        return true;
    }

    @Override
    public boolean correct(String callId, long amount, String externalId) {
        if (causes.contains(externalId)) {
            return false;
        }
        if (paid.getOrDefault(callId, 0L) < amount) {
            throw new StoreConflict("too much");
        }
        causes.add(externalId);
        paid.merge(callId, -amount, Long::sum);
        posted.merge(payers.getOrDefault(callId, "nobody"), amount, Long::sum);
        return true;
    }

    @Override
    public Balance balance(Account account) {
        return new Balance(Samples.nano(posted.getOrDefault(account.id(), 0L)), Samples.nano(held(account.id())));
    }

    @Override
    public List<String> violations() {
        return new ArrayList<>();
    }
}

package dev.sluice.launcher.reliability;

import dev.sluice.launcher.reliability.SystemCalls.Call;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether what a node promised was on its disk when it promised: for each streamed call, that its hold was before the first
 * byte went to the caller, and its end before the last word. A record is known by the call's {@link OrderId}, which is in it;
 * the caller's connection by the header that says the same id.
 */
final class SyncOrder {
    private static final long NEVER = Long.MAX_VALUE;

    /** When each journal file was safe up to what was written before: begin of a sync to its end. */
    private final Map<String, TreeMap<Long, Long>> syncs = new HashMap<>();

    private final Map<String, List<Call>> records = new HashMap<>();
    private final Map<String, Long> firstByte = new HashMap<>();
    private final Map<String, Long> lastWord = new HashMap<>();

    /**
     * Reads a node's system calls.
     *
     * @param journal what the paths of the journal's files have in them
     */
    SyncOrder(List<Call> calls, String journal) {
        Map<String, String> callOfSocket = new HashMap<>();
        for (Call call : calls) {
            String target = call.target();
            if (target.startsWith("socket:")) {
                toSocket(call, callOfSocket);
            } else if (target.contains(journal)) {
                toJournal(call);
            }
        }
    }

    /** Calls whose first byte and last word were seen going out. */
    Collection<String> answered() {
        return lastWord.keySet();
    }

    /** Calls of which a byte went out before their hold was safe. */
    long bytesBeforeHold() {
        return answered().stream()
                .filter(call -> firstByte.getOrDefault(call, 0L) < safeAt(call, 0))
                .count();
    }

    /** Calls whose last word went out before their end was safe. */
    long lastWordsBeforeEnd() {
        return answered().stream()
                .filter(call -> lastWord.getOrDefault(call, 0L) < safeAt(call, 1))
                .count();
    }

    private void toSocket(Call call, Map<String, String> callOfSocket) {
        if (call.arguments().contains("HTTP/1.1 200")) {
            OrderId.in(call.arguments()).ifPresent(named -> {
                callOfSocket.put(call.target(), named);
                firstByte.putIfAbsent(named, call.begin());
            });
        }
        String answered = callOfSocket.get(call.target());
        if (answered != null && call.arguments().contains("[DONE]")) {
            lastWord.putIfAbsent(answered, call.begin());
        }
    }

    private void toJournal(Call call) {
        if (call.isSync()) {
            if (call.result() == 0) {
                syncs.computeIfAbsent(call.target(), file -> new TreeMap<>()).put(call.begin(), call.end());
            }
            return;
        }
        OrderId.allIn(call.written())
                .forEach(named -> records.computeIfAbsent(named, name -> new ArrayList<>())
                        .add(call));
    }

    /** When this record of a call was safe: the end of the first sync that began after it was written. */
    private long safeAt(String call, int which) {
        List<Call> written = records.getOrDefault(call, List.of());
        if (written.size() <= which) {
            return NEVER;
        }
        Call record = written.get(which);
        Map.Entry<Long, Long> sync =
                syncs.getOrDefault(record.target(), new TreeMap<>()).ceilingEntry(record.end());
        return sync == null ? NEVER : sync.getValue();
    }
}

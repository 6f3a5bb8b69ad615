package dev.sluice.ingress.load;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.IntSupplier;

/** How much of the heap was in use after the last collection, in percent: what no collection can free. */
public final class HeapAfterCollection implements IntSupplier {
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();

    @Override
    public int getAsInt() {
        long used = 0;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage after = pool.getCollectionUsage();
            used += after == null ? 0 : after.getUsed();
        }
        return (int) (100 * used / Runtime.getRuntime().maxMemory());
    }
}

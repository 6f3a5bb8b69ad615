package dev.sluice.store;

import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** Keeps what a test provokes thousands of times out of the log. */
final class Quiet {
    private Quiet() {}

    static <T> T during(Supplier<T> noise) {
        set(Level.OFF);
        try {
            return noise.get();
        } finally {
            set(Level.ERROR);
        }
    }

    private static void set(Level level) {
        Configurator.setLevel(Payer.class.getName(), level);
        Configurator.setLevel(Shipment.class.getName(), level);
        Configurator.setLevel(SettleBatch.class.getName(), level);
        Configurator.setLevel("com.zaxxer.hikari", level);
    }
}

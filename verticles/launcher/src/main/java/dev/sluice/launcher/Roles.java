package dev.sluice.launcher;

import io.vertx.core.Deployable;
import io.vertx.core.Promise;
import io.vertx.core.spi.VerticleFactory;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Makes Sluice's verticles by name ({@code sluice:router}), with what each needs given to its constructor. Any other name
 * is left to the other factories on the class path, so that {@code verticles.extra} may hold verticles in any language.
 */
final class Roles implements VerticleFactory {
    static final String PREFIX = "sluice";

    private final Map<String, Supplier<Deployable>> suppliers;

    Roles(Map<String, Supplier<Deployable>> suppliers) {
        this.suppliers = Map.copyOf(suppliers);
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public void createVerticle2(
            String verticleName, ClassLoader classLoader, Promise<Callable<? extends Deployable>> promise) {
        String role = VerticleFactory.removePrefix(verticleName);
        Supplier<Deployable> supplier = suppliers.get(role);
        if (supplier == null) {
            promise.fail("there is no verticle named " + verticleName);
        } else {
            promise.complete(supplier::get);
        }
    }
}

package dev.sluice.ingress;

/** The copies of calls that are under way on a node, and whether there is room for one more. Thread safe. */
final class Shadows {
    private final ShadowSettings settings;
    private final Budget copies;
    private final Budget bodies;

    Shadows(ShadowSettings settings) {
        this.settings = settings;
        this.copies = new Budget(settings.most());
        this.bodies = new Budget(settings.mostBodies());
    }

    ShadowSettings settings() {
        return settings;
    }

    /** Lets one in whose request has so many bytes, which must {@link #leave} then, or not. */
    boolean enter(long bytes) {
        if (!copies.take(1)) {
            return false;
        }
        boolean fits = bodies.take(bytes);
        if (!fits) {
            copies.giveBack(1);
        }
        return fits;
    }

    void leave(long bytes) {
        bodies.giveBack(bytes);
        copies.giveBack(1);
    }

    long underWay() {
        return copies.held();
    }
}

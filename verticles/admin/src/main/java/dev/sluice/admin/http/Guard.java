package dev.sluice.admin.http;

import java.util.function.Supplier;

/** What stands between requests and their handlers, for all routes in one place. Asked on a virtual thread; may block. */
@FunctionalInterface
public interface Guard {
    /** Lets everything pass. */
    Guard NONE = (route, request, work) -> work.get();

    /** Does the work, or answers instead of it. */
    Answer handle(Route route, ApiRequest request, Supplier<Answer> work);

    /** This one, and behind it another. */
    default Guard then(Guard inner) {
        return (route, request, work) -> handle(route, request, () -> inner.handle(route, request, work));
    }
}

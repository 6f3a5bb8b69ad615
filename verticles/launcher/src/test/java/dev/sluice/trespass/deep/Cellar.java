package dev.sluice.trespass.deep;

import dev.sluice.trespass.TrespassHelper;

/** Closes a circle of packages. */
public final class Cellar {
    int depth() {
        return TrespassHelper.depth() + 1;
    }
}

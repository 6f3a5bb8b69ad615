/** A fault-injecting upstream and a faulty network, for tests. */
@NullMarked
package dev.sluice.testkit;

import org.jspecify.annotations.NullMarked;

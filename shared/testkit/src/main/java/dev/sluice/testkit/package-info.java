/**
 * A fault-injecting upstream and a faulty network, for tests.
 *
 * <p>Read {@link dev.sluice.testkit.FakeProvider} first: an upstream that answers or fails as it is told and remembers
 * what it saw. {@link dev.sluice.testkit.FaultProxy} breaks any TCP link, {@link dev.sluice.testkit.RawHttp} and {@link
 * dev.sluice.testkit.SlowPeers} play callers that do not keep to the rules. Nothing here uses the gateway's own HTTP
 * stack: what checks must not share the faults of what is checked.
 */
@NullMarked
package dev.sluice.testkit;

import org.jspecify.annotations.NullMarked;

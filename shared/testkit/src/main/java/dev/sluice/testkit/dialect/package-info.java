/**
 * The six dialects as a client and an upstream speak them in the test of all pairs, written by hand from the vendors'
 * documentation and recorded traffic. Shares nothing with {@code wire}, whose oracle it is. Imports {@code testkit}.
 */
@NullMarked
package dev.sluice.testkit.dialect;

import org.jspecify.annotations.NullMarked;

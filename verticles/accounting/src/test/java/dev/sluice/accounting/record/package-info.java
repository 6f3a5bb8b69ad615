@NullMarked
package dev.sluice.accounting.record;

import org.jspecify.annotations.NullMarked;

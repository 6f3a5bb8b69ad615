/** Breaks house rules on purpose, so that HouseRulesTest can show that it would notice. */
@NullMarked
package dev.sluice.model.trespass;

import org.jspecify.annotations.NullMarked;

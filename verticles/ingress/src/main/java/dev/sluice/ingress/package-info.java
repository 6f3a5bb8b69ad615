/** Accepts requests, drives one exchange, writes the answer in the caller's dialect. Read {@code Exchange} first. */
@NullMarked
package dev.sluice.ingress;

import org.jspecify.annotations.NullMarked;

/**
 * Ground floor: what the gateway talks about. Records and sealed types only; no library but the JDK and JSpecify.
 *
 * <p>Read {@code call} for one request's journey, {@code chat} for what is inside a request and an answer, {@code
 * catalog} for what operators configure.
 */
@NullMarked
package dev.sluice.model;

import org.jspecify.annotations.NullMarked;

/**
 * How each API dialect is read and written: pure functions and small push parsers, no I/O, no clocks.
 *
 * <p>Each dialect is one {@link dev.sluice.wire.DialectCodec} with two doors, one for clients and one for upstreams. What is
 * OpenAI's begins with {@code OpenAi}; JSON and server-sent events themselves are read in {@code text}. Imports {@code
 * model}, {@code text} and Jackson's generator. Read {@code OpenAiCodec} first.
 */
@NullMarked
package dev.sluice.wire;

import org.jspecify.annotations.NullMarked;

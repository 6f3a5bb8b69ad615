/**
 * The two notations that every dialect is written in, JSON and server-sent events, read straight from bytes.
 *
 * <p>Nothing here knows a dialect, makes a tree or copies a text that nobody asks for. Start with {@link
 * dev.sluice.wire.text.JsonCursor} and {@link dev.sluice.wire.text.SseSplitter}. Imports {@code model} only.
 */
@NullMarked
package dev.sluice.wire.text;

import org.jspecify.annotations.NullMarked;

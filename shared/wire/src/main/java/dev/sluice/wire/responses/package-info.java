/**
 * OpenAI's Responses: items instead of messages, events with numbers. Imports {@code wire}, {@code wire.relay}, {@code
 * wire.outline} and, for what
 * the two APIs of one vendor share (errors and models), {@code wire.openai}.
 */
@NullMarked
package dev.sluice.wire.responses;

import org.jspecify.annotations.NullMarked;

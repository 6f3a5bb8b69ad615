/** What is inside a request and an answer, as far as the gateway reads it. */
@NullMarked
package dev.sluice.model.chat;

import org.jspecify.annotations.NullMarked;

/**
 * Vendors that say in shapes of their own what OpenAI's dialect says: for each a {@code VendorShape}, JSON in and JSON out; all
 * else is OpenAI's codec. Imports the hub and {@code openai}. Read {@code VendorShape} first.
 */
@NullMarked
package dev.sluice.wire.adapter;

import org.jspecify.annotations.NullMarked;

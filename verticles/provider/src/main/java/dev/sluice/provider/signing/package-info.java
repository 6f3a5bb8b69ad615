/**
 * How AWS wants requests to be signed. Pure. The only package that knows AWS's libraries; imports {@code upstream}. Read
 * {@code AwsSigner} first.
 */
@NullMarked
package dev.sluice.provider.signing;

import org.jspecify.annotations.NullMarked;

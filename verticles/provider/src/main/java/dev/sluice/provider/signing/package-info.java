/**
 * How AWS and Google Cloud want requests to be signed. Asks nobody. The only package that knows their libraries; imports {@code upstream}. Read
 * {@code AwsSigner} first.
 */
@NullMarked
package dev.sluice.provider.signing;

import org.jspecify.annotations.NullMarked;

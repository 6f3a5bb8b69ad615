/** Who asks: passwords, management tokens, set-up links, and how often one may try. */
@NullMarked
package dev.sluice.admin.signin;

import org.jspecify.annotations.NullMarked;

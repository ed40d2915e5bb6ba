/** Small tools without a floor of their own: sizes, random numbers. */
@NullMarked
package dev.kyoto.internal.util;

import org.jspecify.annotations.NullMarked;

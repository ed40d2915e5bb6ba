/**
 * Assertions in the style of AssertJ, for those who have it on their class path; nothing else of the kit
 * needs it.
 */
@NullMarked
package dev.kyoto.test.assertj;

import org.jspecify.annotations.NullMarked;

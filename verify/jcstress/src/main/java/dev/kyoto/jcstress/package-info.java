/** What the tests of this module share. */
@NullMarked
package dev.kyoto.jcstress;

import org.jspecify.annotations.NullMarked;

/** The smallest server: it sends back what it receives. */
@NullMarked
package dev.kyoto.examples.echo;

import org.jspecify.annotations.NullMarked;

/** A crawler: bounded concurrency with a JoinSet, over the JDK's own HTTP client. */
@NullMarked
package dev.kyoto.examples.crawler;

import org.jspecify.annotations.NullMarked;

/**
 * Signals of the operating system, awaited, and an orderly end of the program upon them.
 *
 * <p>The JDK's one public door to signals is {@code sun.misc.Signal} of its module {@code
 * jdk.unsupported}. On the class path it is there; a program on the module path writes {@code requires
 * jdk.unsupported;} or starts with {@code --add-modules jdk.unsupported}.
 *
 * <p>Listening needs no runtime: a plain thread may await a signal as well.
 *
 * <p>Answers to {@code tokio::signal}.
 */
@NullMarked
package dev.kyoto.signal;

import org.jspecify.annotations.NullMarked;

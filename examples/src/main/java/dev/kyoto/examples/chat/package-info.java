/** A chat room for people with nc or telnet. */
@NullMarked
package dev.kyoto.examples.chat;

import org.jspecify.annotations.NullMarked;

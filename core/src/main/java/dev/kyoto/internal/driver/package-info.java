/**
 * What a runtime waits on: readiness of channels, the clock, and the threads' own parking.
 *
 * <p>{@link dev.kyoto.internal.driver.IoDriver} is the readiness reactor; a {@link
 * dev.kyoto.internal.driver.Registration} is one channel's place in it.
 */
@NullMarked
package dev.kyoto.internal.driver;

import org.jspecify.annotations.NullMarked;

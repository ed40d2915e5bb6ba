/**
 * Connections that are opened and closed in every manner, in one process; the server and everything
 * below it has to be as it was before. {@link dev.kyoto.churn.ChurnTest} is the short form; {@code
 * verify/connections/run} runs {@link dev.kyoto.churn.ChurnMain} at size.
 */
package dev.kyoto.churn;

package dev.kyoto.net;

import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;

/**
 * On whose behalf the process at the other end of a Unix socket has connected or listened.
 *
 * <p>By name, as the JDK tells it; a user or group without a name is called by its number. The JDK
 * does not tell the process.
 *
 * <p>Answers to {@code tokio::net::unix::UCred}.
 *
 * @param user the user
 * @param group the user's primary group
 */
public record PeerCredentials(UserPrincipal user, GroupPrincipal group) {}

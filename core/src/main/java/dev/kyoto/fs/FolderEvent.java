package dev.kyoto.fs;

import java.nio.file.Path;

/** What a {@link FolderWatch} tells. */
public sealed interface FolderEvent {

    /**
     * A name has come into the folder.
     *
     * @param path the folder as it was given, with the name
     */
    record Created(Path path) implements FolderEvent {}

    /**
     * What has the name was changed.
     *
     * @param path the folder as it was given, with the name
     */
    record Modified(Path path) implements FolderEvent {}

    /**
     * The name has gone from the folder.
     *
     * @param path the folder as it was given, with the name
     */
    record Removed(Path path) implements FolderEvent {}

    /** Events were lost here, as they came faster than they were taken: look at the folder anew. */
    record Overflow() implements FolderEvent {}
}

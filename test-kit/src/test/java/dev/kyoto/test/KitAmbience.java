package dev.kyoto.test;

import dev.kyoto.SnippetAmbience;

/** What the snippets of the kit's Javadoc take as given, beside what all do. */
public abstract class KitAmbience extends SnippetAmbience {
    protected TestClock clock;
    protected MockSource<String> source;
    protected Counter counter;

    /** Something that many tasks count with. */
    public interface Counter {
        dev.kyoto.future.Future<Void> increment();

        int total();
    }
}

# What the peers that run on a JVM share; to be read in by their run. That sets $peer, the name, and $here,
# the folder of its pom.xml, whose build ends with writing the class path to target/classpath.

classpath=$here/target/classpath

skip() {
    printf 'bench/peers/%s: skipped: %s\n' "$peer" "$1" >&2
    exit 3
}

# shellcheck source=bench/jdk.sh
. "$here/../../jdk.sh"

# The build ends with a touch of the class path: it is stale when a source is newer.
stale() {
    [ -f "$classpath" ] || return 0
    [ -n "$(find "$here/src" "$here/pom.xml" -newer "$classpath" -print 2>/dev/null | head -n 1)" ]
}

build() {
    command -v mvn >/dev/null 2>&1 || skip "Maven is not there; install Maven 3.8 or newer"
    printf 'bench/peers/%s: building, this takes a moment\n' "$peer" >&2
    (cd "$here" && JAVA_HOME=$jdk mvn -B -q -ntp compile) </dev/null >&2 ||
        skip "the build failed; 'mvn compile' in $here tells more"
    # A class path that did not change is not written again, and would look stale for ever.
    touch "$classpath"
}

# Finds $jdk, and builds when what was built is older than a source. Ends with 3 when that cannot be.
prepare() {
    jdk=$(find_jdk) ||
        skip "no JDK $oldest_jdk or newer was found; install one and point JAVA_HOME to it"
    if stale; then
        build
    fi
}

# Becomes a JVM with the class path and these arguments. Words of JAVA_OPTS are options of their own, hence
# no quotes.
jvm() {
    # shellcheck disable=SC2086
    exec "$jdk/bin/java" ${JAVA_OPTS:-} -cp "$here/target/classes:$(cat "$classpath")" "$@"
}

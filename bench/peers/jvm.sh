# What the peers that run on a JVM share; to be read in by their run. That sets $peer, the name, and $here,
# the folder of its pom.xml, whose build ends with writing the class path to target/classpath.

oldest_jdk=25
classpath=$here/target/classpath

skip() {
    printf 'bench/peers/%s: skipped: %s\n' "$peer" "$1" >&2
    exit 3
}

# The feature release of the JDK in folder $1, or 0. The release file spares starting a JVM.
feature_of() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
    sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release" | grep . || echo 0
}

# The JDK that java on the PATH belongs to; its links are followed by hand, as POSIX has no realpath.
jdk_on_path() {
    java=$(command -v java 2>/dev/null) || return 0
    while [ -L "$java" ]; do
        target=$(readlink "$java")
        case $target in
            /*) java=$target ;;
            *) java=$(dirname "$java")/$target ;;
        esac
    done
    dirname "$(dirname "$java")"
}

# Prints the first JDK that is new enough: the one asked for, the one at hand, the installed ones.
find_jdk() {
    for home in "${JAVA_HOME:-}" "$(jdk_on_path)" \
        /usr/lib/jvm/* /opt/* /opt/java/* /usr/local/java/* \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$home" ] && [ "$(feature_of "$home")" -ge "$oldest_jdk" ]; then
            printf '%s\n' "$home"
            return
        fi
    done
    return 1
}

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

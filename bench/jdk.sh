# How a JDK is found; to be read in by bench/run and by the peers that run on a JVM. ./kyoto has it as well, as
# that is one file which stands for itself.

oldest_jdk=25

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

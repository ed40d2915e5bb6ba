# What the commands of this folder share; each sources it from the root of the repository:
#
#   . verify/lib.sh

# Ends the command with a reason.
fail() {
    printf '%s: FAILED: %s\n' "$(basename "$(dirname "$0")")/$(basename "$0")" "$1" >&2
    exit 1
}

# Sets java_home to a JDK that is new enough: the one asked for, or an installed one.
find_jdk() {
    local home
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        [ -x "$home/bin/javac" ] && [ -r "$home/release" ] || continue
        if [ "$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")" -ge 25 ]; then
            java_home=$home
            return
        fi
    done
    fail 'no JDK 25 or newer; install one or set JAVA_HOME'
}

# Sets work to a folder that is gone when the command ends.
make_work() {
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
}

# A field of the ledger, in quotes where a comma asks for them.
field() {
    case $1 in
        *[,\"]*) printf '"%s"' "${1//\"/\"\"}" ;;
        *) printf '%s' "$1" ;;
    esac
}

# Appends a line to the ledger: kind, seeds, amount, result. A run of uncommitted sources says so.
ledger() {
    local commit
    commit=$(git rev-parse --short HEAD)
    git diff --quiet HEAD -- '*.java' || commit=$commit+
    printf '%s,%s,%s,%s,%s,%s\n' "$(date -u +%F)" "$commit" "$(field "$1")" "$2" "$(field "$3")" "$(field "$4")" \
        >>verify/ledger.csv
}

# Finds a JDK 25 or newer without starting one: a JDK says its version in its file "release".
# Sourced by ./unroll and ./dev; sets and exports JAVA_HOME, or explains itself and exits with 3.

# The file that a chain of symbolic links ends in.
follow() {
    target=$1
    while [ -L "$target" ]; do
        link=$(readlink "$target")
        case $link in
        /*) target=$link ;;
        *) target=$(dirname "$target")/$link ;;
        esac
    done
    echo "$target"
}

is_suitable() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='="' read -r key _ version _; do
        [ "$key" = JAVA_VERSION ] || continue
        major=${version%%[!0-9]*}
        [ "${major:-0}" -ge 25 ]
        return
    done <"$1/release"
    return 1
}

no_jdk() {
    echo "$1" >&2
    echo "Install one (for example Temurin 25 from https://adoptium.net) or set UNROLL_JDK to its folder." >&2
    exit 3
}

find_jdk() {
    if [ -n "${UNROLL_JDK-}" ]; then
        is_suitable "$UNROLL_JDK" || no_jdk "UNROLL_JDK is $UNROLL_JDK, which is not a JDK 25 or newer."
        export JAVA_HOME="$UNROLL_JDK"
        return
    fi
    for candidate in "${JAVA_HOME-}" "$(on_path)" \
        /usr/lib/jvm/* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        if is_suitable "$candidate"; then
            export JAVA_HOME="$candidate"
            return
        fi
    done
    no_jdk "Unroll needs a JDK 25 or newer, and none was found: not in JAVA_HOME, not on the PATH, not in the usual folders."
}

on_path() {
    javac=$(command -v javac) || return 0
    bin=$(dirname "$(follow "$javac")")
    dirname "$bin"
}

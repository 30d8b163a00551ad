# Builds the program into $dist. Sourced by ./unroll, which has set home, dist and JAVA_HOME.

# Only one build at a time; who waited for another's looks again whether there is anything left to do.
lock() {
    mkdir -p "$dist"
    until mkdir "$dist/lock" 2>/dev/null; do
        owner=$(cat "$dist/lock/pid" 2>/dev/null || true)
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            rm -rf "$dist/lock" # its owner was killed
        else
            sleep 1
        fi
    done
    echo $$ >"$dist/lock/pid"
}

dots() {
    while sleep 2; do printf . >&2; done
}

build() {
    trap 'stop_build' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    lock
    if is_stale; then
        if [ -e "$dist/built" ]; then
            printf 'Building Unroll (sources changed) ' >&2
        else
            printf 'Building Unroll (first use, about a minute) ' >&2
        fi
        dots &
        dots=$!
        touch "$dist/started"
        # Removed, not overwritten: a program still running from these files keeps them.
        rm -rf "$dist/lib" "$dist/looking" "$dist/native"
        log=$dist/build.log
        if (cd "$home" && ./mvnw -B -ntp -Ddist="$dist" package) >"$log" 2>&1 </dev/null; then
            mv "$dist/started" "$dist/built"
            echo ' done' >&2
        else
            echo ' failed' >&2
            # What went wrong, without Maven's advice on how to use Maven.
            grep -v -e '^\[[^E]' -e 'Help 1\]' -e '^\[ERROR\] *$' -e '[Rr]e-run Maven' -e 'For more information' \
                -e 'After correcting' -e '<args>' "$log" | head -n 30 >&2 || true
            echo "Building Unroll failed; everything Maven said is in $log" >&2
            exit 1
        fi
    fi
    stop_build
    trap - EXIT INT TERM
}

stop_build() {
    if [ -n "${dots-}" ]; then
        kill "$dots" 2>/dev/null || true
        dots=
    fi
    rm -rf "$dist/lock"
}

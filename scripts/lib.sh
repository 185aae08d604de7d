# What the scripts share. To be sourced.
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/mspf
# A Python environment for prebuilt tools.
TOOLS=$CACHE/tools
# Node.js, where the system's is missing or too old.
NODE=$TOOLS/node/node_modules/node
WASM_TARGET=wasm32-wasip2
# Where a toolchain that rustup does not know stands; `mspf build` looks here as well.
WASM_TOOLCHAIN=$CACHE/rust-wasi

say() { printf '== %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# The compiler that can build for WebAssembly: the one that is named, cargo's own, or our own.
wasm_rustc() {
    local rustc
    for rustc in ${MSPF_WASM_RUSTC:-$(wasm_rustc_candidates)}; do
        if [ -d "$("$rustc" --print sysroot 2>/dev/null)/lib/rustlib/$WASM_TARGET/lib" ]; then
            echo "$rustc"
            return
        fi
    done
    return 1
}

wasm_rustc_candidates() {
    [ "${MSPF_WASM_FROM:-rustup}" != rustup ] || echo "${RUSTC:-rustc}"
    echo "$WASM_TOOLCHAIN/bin/rustc"
}

# Runs a command as root, or explains who has to.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        sudo "$@"
    else
        die "this needs root: run \`$*\` as root, then start again"
    fi
}

# Package lists, unless there are some: a fresh machine has none.
apt_lists() {
    have apt-get || die "this machine has no apt-get; only Debian and its relatives are set up by themselves"
    apt-cache show build-essential >/dev/null 2>&1 || as_root apt-get -q update >&2
}

apt_install() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends "$@" >&2; }

system_packages() {
    have apt-get || die "install these with your system's package manager, then start again: $*"
    say "installing $*"
    apt_lists
    # The second try is for lists so old that the packages in them are gone.
    apt_install "$@" || { as_root apt-get -q update >&2 && apt_install "$@"; } || die "apt-get could not install: $*"
}

# A prebuilt tool from the Python package index.
python_tool() {
    say "installing $1"
    if [ ! -x "$TOOLS/bin/pip" ]; then
        python3 -m venv "$TOOLS" >/dev/null 2>&1 || {
            rm -rf "$TOOLS"
            system_packages python3-venv
            python3 -m venv "$TOOLS"
        }
    fi
    "$TOOLS/bin/pip" install --quiet --disable-pip-version-check "$1"
    # Some of these packages forget to mark their programs as such.
    find "$TOOLS/bin" -type f -exec chmod +x {} +
}

#!/usr/bin/env bash
# Makes a Rust toolchain for wasm32-wasip2 on Debian 12 where rustup can download nothing.
#
#   scripts/wasm-toolchain.sh FOLDER
#
#   compiler, LLVM, lld                Debian's packages (rustc-web and what it depends on)
#   standard library                   built here, from Debian's sources of exactly that compiler
#   libc.a and crt1-*.o                Debian's wasi-libc, of a newer suite
#   the linker of components           cargo install wasm-component-ld
#
# All of it goes into FOLDER: the system and rustup's toolchains stay as they are. Root is needed only if libraries
# that LLVM links to are missing. Takes some minutes and half a gigabyte.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

PREFIX=${1:?usage: wasm-toolchain.sh FOLDER}
COMPONENT_LD_VERSION=0.5.31
# The suites to look for a wasi-libc in, best first: Debian 12's own knows no wasm32-wasip2.
SUITES=(forky trixie)
HOST=$(rustc -vV | sed -n 's/^host: //p')
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
NEW=$WORK/toolchain
HOST_TOOLS=$NEW/lib/rustlib/$HOST/bin

# The first value of a field of the package that apt would install.
field() { apt-cache show --no-all-versions "$1" 2>/dev/null | sed -n "s/^$2: //p" | head -1; }

# Downloads packages with apt and unpacks them into a folder, installing nothing.
unpack() {
    local into=$1
    shift
    mkdir -p "$into" "$WORK/packages"
    (cd "$WORK/packages" && rm -f ./*.deb && apt-get -q "${APT_OPTIONS[@]}" download "$@" >"$WORK/apt.log" 2>&1) ||
        die "apt-get could not download $*: $(tail -3 "$WORK/apt.log")"
    for package in "$WORK"/packages/*.deb; do dpkg -x "$package" "$into"; done
}

unpack_compiler() {
    local version library llvm
    version=$(field rustc-web Version)
    [ -n "$version" ] || die "apt knows no rustc-web: this works on Debian 12, after \`apt-get update\`"
    library=libstd-rust-web-$(cut -d. -f1,2 <<<"$version")
    llvm=$(field "$library" Depends | grep -o 'libllvm[0-9]*')
    say "unpacking rustc-web $version with $llvm"
    APT_OPTIONS=()
    unpack "$WORK/debian" "rustc-web=$version" "$library=$version" "libstd-rust-web-dev=$version" \
        "rust-web-src=$version" "$llvm" "lld-${llvm#libllvm}" patchelf
}

# wasi-libc comes from another suite: apt is given lists of its own, so that the system's stay as they are. What it
# downloads is signed by Debian's keys as always.
unpack_wasi_libc() {
    local suite lists mirror
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' | sed -n 's/ bookworm$//p' | head -1)
    [ -n "$mirror" ] || die "apt has no source for bookworm"
    for suite in "${SUITES[@]}"; do
        lists=$WORK/apt-$suite
        mkdir -p "$lists/lists/partial" "$lists/cache/archives/partial"
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$lists/sources.list"
        APT_OPTIONS=(-o "Dir::Etc::SourceList=$lists/sources.list" -o Dir::Etc::SourceParts=/dev/null
            -o "Dir::State::Lists=$lists/lists" -o "Dir::Cache=$lists/cache"
            -o Acquire::Languages=none -o APT::Sandbox::User=)
        apt-get -q "${APT_OPTIONS[@]}" update >/dev/null 2>&1 || continue
        unpack "$WORK/wasi-$suite" wasi-libc
        WASI_LIBC=$WORK/wasi-$suite/usr/lib/$WASM_TARGET
        [ -f "$WASI_LIBC/libc.a" ] && break
    done
    [ -f "${WASI_LIBC:-}/libc.a" ] || die "no suite of ${SUITES[*]} has a wasi-libc for $WASM_TARGET"
    say "unpacked wasi-libc of $suite"
    # The standard library expects the stubs for threads in libc itself, as newer versions have it.
    if ! grep -qa pthread_create "$WASI_LIBC/libc.a"; then
        (cd "$WORK" && ar x "$WASI_LIBC/libwasi-emulated-pthread.a" &&
            ar q "$WASI_LIBC/libc.a" stub-pthreads-emulated.o)
    fi
}

# Lays the programs out as rustup would, with library paths relative to themselves.
lay_out() {
    local patchelf=$WORK/debian/usr/bin/patchelf
    mkdir -p "$NEW/bin" "$NEW/lib"
    mv "$WORK"/debian/usr/bin/{rustc,rustdoc} "$NEW/bin/"
    mv "$WORK/debian/usr/lib/rustlib" "$NEW/lib/"
    find "$WORK"/debian/usr/lib/*-linux-gnu -name '*.so*' -exec mv {} "$NEW/lib/" \;
    mkdir -p "$HOST_TOOLS"
    cp "$WORK"/debian/usr/lib/llvm-*/bin/lld "$HOST_TOOLS/rust-lld"
    "$patchelf" --set-rpath '$ORIGIN/../lib' "$NEW/bin/rustc"
    "$patchelf" --set-rpath '$ORIGIN/../lib' "$NEW/bin/rustdoc"
    "$patchelf" --set-rpath '$ORIGIN/../../..' "$HOST_TOOLS/rust-lld"
    "$patchelf" --set-rpath '$ORIGIN' "$NEW"/lib/librustc_driver-*.so
    # What LLVM itself links to.
    if ldd "$NEW/bin/rustc" "$HOST_TOOLS/rust-lld" | grep -q 'not found'; then
        system_packages libz3-4 libxml2 libedit2 libffi8
    fi
}

# As Rust's own build does it: the same flags, so that the crates carry the right marks.
build_standard_library() {
    local library into=$NEW/lib/rustlib/$WASM_TARGET/lib
    library=$(echo "$WORK"/debian/usr/src/rustc-*/library)
    mkdir -p "$into/self-contained"
    cp "$WASI_LIBC"/{libc.a,crt1-command.o,crt1-reactor.o} "$into/self-contained/"
    say "building the standard library"
    RUSTC=$NEW/bin/rustc RUSTC_BOOTSTRAP=1 __CARGO_DEFAULT_LIB_METADATA=stablestd CARGO_PROFILE_RELEASE_DEBUG=0 \
        RUSTFLAGS="-Zforce-unstable-if-unmarked -Cembed-bitcode=yes -L native=$WASI_LIBC" \
        cargo build -q --locked --release --target "$WASM_TARGET" --target-dir "$WORK/target" \
        --manifest-path "$library/sysroot/Cargo.toml" --features panic-unwind,backtrace 2>"$WORK/std.log" ||
        die "the standard library does not build: $(grep -v '^warning' "$WORK/std.log" | tail -20)"
    cp "$WORK/target/$WASM_TARGET"/release/deps/lib*.rlib "$into/"
}

install_linker() {
    say "building the linker of components"
    # It runs for a moment at each build: fast to build matters more than fast.
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        cargo install -q --locked "wasm-component-ld@$COMPONENT_LD_VERSION" \
        --root "$WORK/linker" --target-dir "$WORK/target-linker"
    cp "$WORK/linker/bin/wasm-component-ld" "$HOST_TOOLS/"
}

# A program that compiles to a component: its first bytes tell it from a core module.
check() {
    echo 'fn main() { println!("{:?}", std::env::args()); }' >"$WORK/check.rs"
    PATH=$HOST_TOOLS:$PATH "$NEW/bin/rustc" --target "$WASM_TARGET" -o "$WORK/check.wasm" "$WORK/check.rs"
    [ "$(od -An -tx1 -N8 "$WORK/check.wasm" | tr -d ' ')" = 0061736d0d000100 ] || die "the new toolchain makes no components"
}

unset CARGO_TARGET_DIR RUSTC RUSTFLAGS
unpack_compiler
unpack_wasi_libc
lay_out
build_standard_library
install_linker
check
mkdir -p "$(dirname "$PREFIX")"
rm -rf "$PREFIX"
mv "$NEW" "$PREFIX"
say "a Rust toolchain for $WASM_TARGET stands in $PREFIX"

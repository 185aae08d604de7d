//! Attacks on processor, memory, tables and time.

use std::hint::black_box;

use wasip2::clocks::monotonic_clock;
use wasip2::http::types::{Fields, ResponseOutparam};

use crate::output;
use crate::request::Request;

const SECOND: u64 = 1_000_000_000;
const WASM_PAGE: usize = 64 * 1024;

/// A tight loop without a call: only an interruption from outside ends it.
pub(crate) fn spin() {
    let mut n = 0_u64;
    loop {
        n = black_box(n.wrapping_add(1));
    }
}

/// `?ms=`, for ever unless given: waits in the host, using no processor time.
pub(crate) fn sleep(request: &Request, out: ResponseOutparam) {
    let ms = request.number("ms", u64::MAX / 1_000_000);
    monotonic_clock::subscribe_duration(ms.saturating_mul(1_000_000)).block();
    output::text(out, 200, "slept\n");
}

/// Allocates and touches memory until there is none: the allocator then aborts.
pub(crate) fn allocate() {
    let mut hoard = Vec::new();
    loop {
        hoard.push(black_box(vec![1_u8; 1 << 20]));
    }
}

/// `?mb=`: grows the memory itself and answers with what it got, the polite way to meet the limit.
pub(crate) fn grow_memory(request: &Request, out: ResponseOutparam) {
    let pages = request.number("mb", 16) as usize * (1 << 20) / WASM_PAGE;
    let answer = core::arch::wasm32::memory_grow(0, pages);
    output::text(out, 200, if answer == usize::MAX { "refused\n" } else { "grown\n" });
}

/// Recurses until the stack is gone.
pub(crate) fn recurse(out: ResponseOutparam) {
    #[allow(unconditional_recursion)]
    fn deeper(n: u64) -> u64 {
        let frame = black_box([n; 64]);
        1 + deeper(frame[0] + 1) + frame[63]
    }
    let depth = deeper(0);
    output::text(out, 200, &format!("{depth}\n"));
}

/// An `unreachable` instruction.
pub(crate) fn trap() {
    core::arch::wasm32::unreachable()
}

/// `?code=`: ends the process that there is not.
pub(crate) fn exit(request: &Request) {
    std::process::exit(request.number("code", 0) as i32)
}

/// Answers properly and completely, then goes on: `?how=loop` computing, `?how=sleep` waiting.
pub(crate) fn linger(request: &Request, out: ResponseOutparam) {
    output::text(out, 200, "answered\n");
    match request.text("how", "loop").as_str() {
        "sleep" => monotonic_clock::subscribe_duration(3600 * SECOND).block(),
        _ => spin(),
    }
}

/// Makes host resources without end: each costs memory of the host, not of the guest.
pub(crate) fn hoard_resources(out: ResponseOutparam) {
    let value = vec![b'x'; 4096];
    let mut hoard = Vec::new();
    for n in 0..10_000_000_u32 {
        let fields = Fields::new();
        if fields.append("x-hoard", &value).is_err() {
            break;
        }
        hoard.push(fields);
        black_box(n);
    }
    output::text(out, 200, &format!("{} field lists\n", hoard.len()));
}

/// Makes timers without end.
pub(crate) fn hoard_pollables(out: ResponseOutparam) {
    let hoard: Vec<_> = (0..10_000_000).map(|_| monotonic_clock::subscribe_duration(3600 * SECOND)).collect();
    output::text(out, 200, &format!("{} timers\n", hoard.len()));
}

/// `?bytes=`: asks the host for that many random bytes in one call.
pub(crate) fn random(request: &Request, out: ResponseOutparam) {
    let bytes = wasip2::random::random::get_random_bytes(request.number("bytes", 16));
    output::text(out, 200, &format!("{} bytes\n", bytes.len()));
}

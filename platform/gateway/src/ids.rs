//! Names for requests: unique, short, and made without asking anybody.

use std::cell::Cell;
use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

/// Hexadecimal digits of a request's id.
const DIGITS: usize = 16;
/// Odd, so that the counter meets all numbers; the golden ratio, so that neighbours differ in most bits.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

thread_local! {
    // Each thread counts from a random number of its own. Ids name requests, they protect nothing.
    static COUNTER: Cell<u64> = Cell::new(RandomState::new().build_hasher().finish());
}

/// A new id: 16 hexadecimal digits.
pub(crate) fn next() -> Arc<str> {
    let number = COUNTER.with(|counter| {
        let number = counter.get().wrapping_add(STEP);
        counter.set(number);
        number
    });
    let mut text = Text::default();
    // Writing 16 digits into 16 bytes cannot fail.
    let _ = write!(text, "{:016x}", mix(number));
    Arc::from(text.as_str())
}

/// The finisher of SplitMix64: spreads a counter over all 64 bits, one to one.
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// Digits on the stack.
#[derive(Default)]
struct Text {
    digits: [u8; DIGITS],
    length: usize,
}

impl Text {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.digits[..self.length]).unwrap_or_default()
    }
}

impl std::fmt::Write for Text {
    fn write_str(&mut self, part: &str) -> std::fmt::Result {
        let end = self.length + part.len();
        self.digits.get_mut(self.length..end).ok_or(std::fmt::Error)?.copy_from_slice(part.as_bytes());
        self.length = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn ids_are_sixteen_digits_and_differ() {
        let ids: HashSet<_> = (0..1000).map(|_| super::next()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit())));
    }
}

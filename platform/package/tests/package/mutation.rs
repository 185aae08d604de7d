//! Random damage to real inputs, the same on every run: whatever comes in, the answer is a value or an error, soon, and
//! within bounds of memory. The fuzz targets drive the same doors for longer.

use std::io::Cursor;
use std::time::{Duration, Instant};

use mspf_package::{Manifest, Package, ReadLimits, inspect, write_package};

use crate::component::dummy;
use crate::memory;
use crate::raw_zip::{Entry, zip};
use crate::support::MANIFEST;

/// Memory for one small input: far above what honest work takes, far below what a believed claim would.
const MEMORY: usize = 16 << 20;
/// Time for one small input: generous on a busy machine, and yet no loop that a claimed length drives stays below.
const PATIENCE: Duration = Duration::from_secs(5);

/// A generator that needs no crate and no luck (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap()
    }
}

/// Values at which arithmetic goes wrong.
const EDGES: [u32; 8] = [0, 1, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff];

fn damage(random: &mut Random, input: &[u8]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => bytes[at] = random.next().to_le_bytes()[0],
            2 => bytes.truncate(at),
            3 => {
                let end = at + random.below(40).min(bytes.len() - at);
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            4 => drop(bytes.drain(at..at + random.below(40).min(bytes.len() - at))),
            5 if at + 4 <= bytes.len() => {
                bytes[at..at + 4].copy_from_slice(&EDGES[random.below(EDGES.len())].to_le_bytes());
            }
            6 if at + 2 <= bytes.len() => bytes[at..at + 2].fill(0xff),
            _ => bytes.push(b'a'),
        }
    }
    bytes
}

/// Damages each of the inputs `rounds` times and holds `work` to its bounds.
fn survive(inputs: &[Vec<u8>], rounds: u64, mut work: impl FnMut(&[u8])) {
    for (index, input) in inputs.iter().enumerate() {
        for round in 0..rounds {
            let seed = (index as u64 + 1) * 1_000_003 + round;
            let bytes = damage(&mut Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1), input);
            let start = Instant::now();
            let (peak, ()) = memory::peak(|| work(&bytes));
            assert!(peak < MEMORY, "input {index}, round {round}: {peak} bytes");
            assert!(start.elapsed() < PATIENCE, "input {index}, round {round}: {:?}", start.elapsed());
        }
    }
}

#[test]
fn archives() {
    let files = [
        ("mspf.toml", MANIFEST.into()),
        ("plugin.wasm", dummy("plugin-p2")),
        ("static/a.txt", vec![b'a'; 9_000]),
    ];
    let written = write_package(files.map(|(path, bytes)| (path.to_owned(), bytes))).unwrap();
    let odd = zip(&[
        Entry::stored("demo/", ""),
        Entry::deflated("demo/mspf.toml", MANIFEST).streamed(true),
        Entry::stored("demo/plugin.wasm", "wasm").streamed(false),
        Entry::deflated("demo/deep/er/页面.html", "<p>hello</p>".repeat(50)),
    ]);
    survive(&[written, odd], 4_000, |bytes| {
        if let Ok(mut reader) = Package::read(Cursor::new(bytes), &ReadLimits::default()) {
            for file in reader.package().files.clone() {
                assert_eq!(reader.bytes(&file.path).unwrap().len() as u64, file.size);
            }
        }
    });
}

#[test]
fn manifests() {
    survive(&[MANIFEST.into(), crate::manifest::FULL.into()], 4_000, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        match Manifest::parse(&text) {
            Ok(manifest) => drop(manifest.default_options()),
            Err(error) => assert!(!error.problems.is_empty() && !error.to_string().is_empty()),
        }
    });
}

#[test]
fn components() {
    survive(&[dummy("plugin-p2"), dummy("plugin-p3")], 400, |bytes| {
        if let Err(error) = inspect(bytes) {
            assert!(!error.to_string().is_empty());
        }
    });
}

//! Archives that attack, lie or are odd: each is refused with its own code, naming the entry.

use std::io::{Cursor, Write};

use mspf_package::{Package, PackageError, ReadLimits};

use crate::memory;
use crate::raw_zip::{DEFLATE, Entry, UTF8, deflate, finish, zip};
use crate::support::{MANIFEST, manifest, read};

/// A package of the manifest, its component and one more entry.
pub(crate) fn with(entry: Entry) -> Vec<u8> {
    zip(&[manifest(), Entry::stored("plugin.wasm", "wasm"), entry])
}

#[track_caller]
pub(crate) fn refused(archive: &[u8], code: &str) -> PackageError {
    match read(archive) {
        Ok(_) => panic!("accepted, but {code} was expected"),
        Err(error) => {
            assert_eq!(error.code(), code, "{error}");
            error
        }
    }
}

/// The archive is refused with this code, and the message names this entry.
#[track_caller]
pub(crate) fn refused_naming(archive: &[u8], code: &str, entry: &str) {
    let message = refused(archive, code).to_string();
    assert!(message.contains(&format!("`{entry}`")), "{message}");
    assert!(message.contains(';') || message.contains(','), "it says what to do: {message}");
}

#[test]
fn an_honest_archive_is_read() {
    let archive = with(Entry::deflated("static/页面.html", "<p>你好</p>").both(|header| header.flags = UTF8));
    let mut reader = read(&archive).unwrap();
    let paths: Vec<_> = reader.package().files.iter().map(|file| file.path.clone()).collect();
    assert_eq!(paths, ["mspf.toml", "plugin.wasm", "static/页面.html"]);
    assert_eq!(reader.bytes("static/页面.html").unwrap(), "<p>你好</p>".as_bytes());
    assert_eq!(reader.bytes("mspf.toml").unwrap(), MANIFEST.as_bytes());
    assert_eq!(reader.bytes("other").unwrap_err().code(), "package.no_such_file");
}

#[test]
fn streamed_entries_are_read_with_and_without_the_signature_of_their_descriptor() {
    for with_signature in [true, false] {
        let archive = with(Entry::deflated("a.txt", "hello").streamed(with_signature));
        assert_eq!(read(&archive).unwrap().bytes("a.txt").unwrap(), b"hello");
    }
}

#[test]
fn a_comment_is_no_trailing_data() {
    let mut archive = with(Entry::stored("a", "a"));
    let comment = b"0123456789abcdef0123456789abcdef01234567";
    let length = archive.len();
    archive[length - 2] = comment.len().try_into().unwrap();
    archive.extend(comment);
    read(&archive).unwrap();
}

#[test]
fn what_is_no_zip() {
    refused(b"", "package.not_a_zip");
    refused(b"hello", "package.not_a_zip");
    refused(&[0x1f, 0x8b, 8, 0], "package.not_a_zip");
    let honest = with(Entry::stored("a", "a"));
    refused(&honest[..honest.len() - 30], "package.malformed");
    refused(&zip(&[]), "package.empty");
    refused(&zip(&[Entry::stored("folder/", "")]), "package.empty");
}

#[test]
fn bytes_that_belong_to_no_entry() {
    let honest = with(Entry::stored("a", "a"));
    refused(&[&honest[..], b"more"].concat(), "package.trailing_data");
    refused(&[b"#!/bin/sh\n", &honest[..]].concat(), "package.hidden_data");
    let mut between = Entry::stored("a", "a");
    between.after = b"hidden".to_vec();
    refused(&with(between), "package.hidden_data");
    // An archive in the comment of another: readers that search from the front would see the outer one.
    let mut outer = with(Entry::stored("outer", "a"));
    let length = outer.len();
    outer[length - 2..].copy_from_slice(&u16::try_from(honest.len()).unwrap().to_le_bytes());
    refused(&[outer, honest].concat(), "package.hidden_data");
    // A second directory before the one that counts.
    let (first, second) = (zip(&[Entry::stored("a", "a")]), zip(&[manifest()]));
    refused(&[first, second].concat(), "package.hidden_data");
}

#[test]
fn sixty_four_bits_and_several_parts() {
    refused_is(&with(Entry::stored("a", "a").central(|header| header.size = u32::MAX)), "package.zip64");
    refused_is(&with(Entry::stored("a", "a").local(|header| header.size = u32::MAX)), "package.zip64");
    let field = [1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    refused_is(
        &with(Entry::stored("a", "a").central(|header| header.extra = field.to_vec())),
        "package.zip64",
    );
    let mut many = with(Entry::stored("a", "a"));
    let end = many.len() - 22;
    many[end + 8..end + 12].fill(0xff);
    refused_is(&many, "package.zip64");
    let mut part = with(Entry::stored("a", "a"));
    part[end + 4] = 1;
    refused_is(&part, "package.multi_part");
}

#[track_caller]
fn refused_is(archive: &[u8], code: &str) {
    refused(archive, code);
}

#[test]
fn links_and_special_files() {
    refused_naming(&with(Entry::stored("a", "/etc/passwd").mode(0o120_777)), "package.link", "a");
    refused(&with(Entry::stored("a/", "").mode(0o120_777)), "package.link");
    let mut reparse_point = Entry::stored("a", "target");
    reparse_point.attributes = 0x400;
    refused(&with(reparse_point), "package.link");
    for kind in [0o010_644, 0o020_644, 0o060_644, 0o140_644] {
        refused(&with(Entry::stored("a", "").mode(kind)), "package.special_file");
    }
    refused(&with(Entry::stored("a/", "").mode(0o100_644)), "package.special_file");
    refused(&with(Entry::stored("a/", "data")), "package.folder_with_data");
    let mut stuffed = Entry::deflated("a/", "");
    stuffed.data.extend(b"smuggled");
    refused(&with(stuffed.both(|header| header.compressed = 10)), "package.folder_with_data");
    read(&with(Entry::deflated("a/", ""))).unwrap();
    read(&with(Entry::stored("a", "x").mode(0o100_755))).unwrap();
}

#[test]
fn encryption_and_foreign_compression() {
    for flag in [1, 1 << 6, 1 << 13] {
        refused_naming(
            &with(Entry::stored("a", "x").both(|header| header.flags = flag)),
            "package.encrypted",
            "a",
        );
    }
    // The directory says that nothing is encrypted, the entry itself says it is.
    refused(&with(Entry::stored("a", "x").local(|header| header.flags = 1)), "package.header_mismatch");
    for method in [1, 9, 12, 14, 93, 99] {
        refused(
            &with(Entry::stored("a", "x").both(|header| header.method = method)),
            "package.unsupported_compression",
        );
    }
}

#[test]
fn entries_that_overlap() {
    // The directory names one piece of data twice.
    let mut twin = Entry::stored("b", "1");
    twin.offset = Some(0);
    let same = zip(&[Entry::stored("a", "1"), twin, manifest()]);
    refused(&same, "package.overlapping");
    // One entry's data holds another's header: expanded, the inner bytes count twice.
    let inner = zip(&[Entry::stored("inner", "x".repeat(100))]);
    let start = u32::try_from(30 + "outer".len()).unwrap();
    let header_and_data = &inner[..30 + "inner".len() + 100];
    let mut listed = Entry::stored("inner", "x".repeat(100));
    listed.offset = Some(start);
    (listed.data, listed.local.name) = (Vec::new(), Vec::new());
    let archive = zip(&[Entry::stored("outer", header_and_data), listed, manifest()]);
    refused_naming(&archive, "package.overlapping", "inner");
    // An entry whose data would be the directory.
    let long = Entry::stored("a", "x").both(|header| (header.compressed, header.size) = (500, 500));
    refused(&zip(&[manifest(), long]), "package.malformed");
    let mut beyond = Entry::stored("a", "x");
    beyond.offset = Some(0x7fff_ffff);
    refused(&zip(&[manifest(), beyond]), "package.hidden_data");
}

#[test]
fn directory_and_headers_that_disagree() {
    refused_naming(
        &with(Entry::stored("a", "x").local(|it| it.name = b"b".to_vec())),
        "package.header_mismatch",
        "a",
    );
    refused(&with(Entry::stored("a", "x").local(|it| it.checksum ^= 1)), "package.header_mismatch");
    refused(&with(Entry::stored("a", "x").local(|it| it.size = 2)), "package.header_mismatch");
    refused(&with(Entry::stored("a", "x").local(|it| it.method = DEFLATE)), "package.header_mismatch");
    refused(&with(Entry::stored("a", "x").local(|it| it.flags = UTF8)), "package.header_mismatch");
    refused(
        &with(Entry::deflated("a", "x").streamed(true).local(|it| it.size = 7)),
        "package.header_mismatch",
    );
    let mut descriptor = Entry::deflated("a", "x").streamed(true);
    descriptor.after[5] ^= 1;
    refused(&with(descriptor), "package.header_mismatch");
    let other_name = [0x75, 0x70, 10, 0, 1, 0, 0, 0, 0, b'o', b't', b'h', b'e', b'r'];
    refused(
        &with(Entry::stored("a", "x").both(|it| it.extra = other_name.to_vec())),
        "package.header_mismatch",
    );
    refused(&with(Entry::stored("a", "x").both(|it| it.extra = vec![9, 9, 200, 0, 1])), "package.malformed");
}

#[test]
fn sizes_and_checksums_that_are_lies() {
    let shorter = Entry::deflated("a", "hello").both(|header| header.size = 3);
    refused_naming(&with(shorter), "package.size_mismatch", "a");
    refused(&with(Entry::deflated("a", "hello").both(|header| header.size = 9)), "package.size_mismatch");
    refused(&with(Entry::stored("a", "hello").both(|header| header.size = 3)), "package.size_mismatch");
    refused(
        &with(Entry::deflated("a", "hello").both(|header| header.checksum ^= 1)),
        "package.checksum_mismatch",
    );
    let mut longer = Entry::deflated("a", "hello");
    longer.data.extend(b"after the end of the stream");
    let length = longer.data.len().try_into().unwrap();
    refused(&with(longer.both(|header| header.compressed = length)), "package.size_mismatch");
    let mut damaged = Entry::deflated("a", "hello ".repeat(100));
    damaged.data[0] = 0xff;
    refused_naming(&with(damaged), "package.corrupt_data", "a");
    let mut cut = Entry::deflated("a", (0..=255).collect::<Vec<u8>>());
    cut.data.truncate(100);
    let cut = cut.both(|header| header.compressed = 100);
    assert!(matches!(refused_any(&with(cut)).code(), "package.corrupt_data" | "package.size_mismatch"));
}

#[track_caller]
fn refused_any(archive: &[u8]) -> PackageError {
    read(archive).err().unwrap()
}

#[test]
fn limits_of_size_and_number() {
    let limits = ReadLimits {
        archive_bytes: 2_000,
        entries: 5,
        expanded_bytes: 4_000,
        entry_bytes: 3_000,
        ratio: 200,
    };
    let code = |archive: Vec<u8>| Package::read(Cursor::new(archive), &limits).err().unwrap().code();
    assert_eq!(code(with(Entry::stored("a", "x".repeat(3_000)))), "package.archive_too_large");
    assert_eq!(code(with(Entry::deflated("a", "x".repeat(3_001)))), "package.entry_too_large");
    let two = [manifest(), Entry::deflated("a", "x".repeat(2_500)), Entry::deflated("b", "x".repeat(2_500))];
    assert_eq!(code(zip(&two)), "package.expands_too_large");
    let many: Vec<_> = (0..6).map(|index| Entry::stored(format!("{index}"), "")).collect();
    assert_eq!(code(zip(&many)), "package.too_many_entries");
}

#[test]
fn folders_without_an_entry_are_counted_too() {
    let deep = |index: usize| Entry::stored(format!("{}f", format!("{index}/").repeat(30)), "");
    let many: Vec<_> = (0..500).map(deep).collect();
    let (peak, error) = memory::peak(|| refused_any(&zip(&many)));
    assert_eq!(error.code(), "package.too_many_entries");
    assert!(peak < 8 << 20, "{peak} bytes");
}

#[test]
fn a_bomb_is_refused_before_it_is_expanded() {
    let bomb = with(Entry::deflated("zeros", vec![0; 40 << 20]));
    let (peak, error) = memory::peak(|| refused_any(&bomb));
    assert_eq!(error.code(), "package.zip_bomb");
    assert!(peak < 1 << 20, "{peak} bytes");
    // The same data with a smaller claim is stopped at the claim.
    let liar = Entry::deflated("zeros", vec![0; 40 << 20]).both(|header| header.size = 5_000);
    let (peak, error) = memory::peak(|| refused_any(&with(liar)));
    assert_eq!(error.code(), "package.size_mismatch");
    assert!(peak < 1 << 20, "{peak} bytes");
}

#[test]
fn an_archive_inside_is_data() {
    let bomb = zip(&[Entry::deflated("zeros", vec![0; 10 << 20])]);
    let archive = with(Entry::stored("inner.zip", &bomb));
    assert_eq!(read(&archive).unwrap().bytes("inner.zip").unwrap(), bomb);
    // Compressed once more it compresses too well by far, and needs no look inside to be refused.
    let outer = with(Entry::deflated("bomb.zip", zip(&[Entry::stored("zeros", vec![0; 8 << 20])])));
    refused(&outer, "package.zip_bomb");
}

#[test]
fn nothing_is_allocated_for_a_claim() {
    let claim = |header: &mut crate::raw_zip::Header| (header.size, header.compressed) = (90 << 20, 90 << 20);
    let (peak, _) = memory::peak(|| refused_any(&with(Entry::stored("a", "x").both(claim))));
    assert!(peak < 1 << 20, "{peak} bytes");
    let (peak, _) = memory::peak(|| refused_any(&finish(vec![0; 100], &[0; 100], 9_999)));
    assert!(peak < 1 << 20, "{peak} bytes");
}

#[test]
fn a_large_file_is_read_in_pieces() {
    let noise: Vec<u8> =
        (0_u32..8 << 20).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let archive = with(Entry::stored("noise", &noise));
    let (peak, reader) = memory::peak(|| read(&archive).unwrap());
    assert_eq!(reader.package().file("noise").unwrap().size, noise.len() as u64);
    assert!(peak < 1 << 20, "{peak} bytes");
}

#[test]
fn secrets_stay_at_home() {
    for path in [".env", "config/.env.production", "id_rsa", "keys/server.p12"] {
        refused_naming(&with(Entry::stored(path, "x")), "package.secret_file", path);
    }
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
    refused_naming(&with(Entry::deflated("docs/notes.txt", key)), "package.private_key", "docs/notes.txt");
    read(&with(Entry::stored(".env.example", "KEY="))).unwrap();
}

#[test]
fn an_archive_that_changes_meanwhile_is_noticed() {
    let archive = with(Entry::stored("a", "hello"));
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&archive).unwrap();
    let mut reader = Package::read(file.try_clone().unwrap(), &ReadLimits::default()).unwrap();
    let at = archive.windows(5).position(|window| window == b"hello").unwrap();
    std::os::unix::fs::FileExt::write_all_at(&file, b"HELLO", at as u64).unwrap();
    assert_eq!(reader.bytes("a").unwrap_err().code(), "package.checksum_mismatch");
    assert_eq!(deflate(b"").len(), 2);
}

//! Zips with every field under control, for archives that no honest tool writes.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

pub(crate) const DEFLATE: u16 = 8;
pub(crate) const DESCRIPTOR: u16 = 1 << 3;
pub(crate) const UTF8: u16 = 1 << 11;

/// What a header or a record of the directory says of an entry.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) name: Vec<u8>,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    pub(crate) checksum: u32,
    pub(crate) compressed: u32,
    pub(crate) size: u32,
    pub(crate) extra: Vec<u8>,
}

/// An entry: what stands before its data, the data, what stands behind it, and what the directory says.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) local: Header,
    pub(crate) data: Vec<u8>,
    pub(crate) after: Vec<u8>,
    pub(crate) central: Header,
    pub(crate) attributes: u32,
    /// Where the directory says that the entry starts, if not where it does.
    pub(crate) offset: Option<u32>,
}

pub(crate) fn checksum(data: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(data);
    crc.sum()
}

pub(crate) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(9));
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

impl Entry {
    /// An honest entry, stored as it is.
    pub(crate) fn stored(name: impl AsRef<[u8]>, data: impl AsRef<[u8]>) -> Self {
        let data = data.as_ref();
        Self::new(name.as_ref(), 0, data.to_vec(), data)
    }

    /// An honest entry, compressed.
    pub(crate) fn deflated(name: impl AsRef<[u8]>, data: impl AsRef<[u8]>) -> Self {
        Self::new(name.as_ref(), DEFLATE, deflate(data.as_ref()), data.as_ref())
    }

    fn new(name: &[u8], method: u16, packed: Vec<u8>, data: &[u8]) -> Self {
        let header = Header {
            name: name.to_vec(),
            flags: 0,
            method,
            checksum: checksum(data),
            compressed: packed.len().try_into().unwrap(),
            size: data.len().try_into().unwrap(),
            extra: Vec::new(),
        };
        let (local, central) = (header.clone(), header);
        Self { local, data: packed, after: Vec::new(), central, attributes: 0, offset: None }
    }

    /// Changes both descriptions of the entry alike.
    pub(crate) fn both(mut self, change: impl Fn(&mut Header)) -> Self {
        change(&mut self.local);
        change(&mut self.central);
        self
    }

    pub(crate) fn local(mut self, change: impl Fn(&mut Header)) -> Self {
        change(&mut self.local);
        self
    }

    pub(crate) fn central(mut self, change: impl Fn(&mut Header)) -> Self {
        change(&mut self.central);
        self
    }

    pub(crate) fn mode(mut self, mode: u32) -> Self {
        self.attributes = mode << 16;
        self
    }

    /// Moves sizes and checksum behind the data, as tools do that write to a pipe.
    pub(crate) fn streamed(mut self, with_signature: bool) -> Self {
        let honest = self.central.clone();
        self = self.both(|header| header.flags |= DESCRIPTOR);
        (self.local.checksum, self.local.compressed, self.local.size) = (0, 0, 0);
        if with_signature {
            self.after.extend(b"PK\x07\x08");
        }
        for number in [honest.checksum, honest.compressed, honest.size] {
            self.after.extend(number.to_le_bytes());
        }
        self
    }
}

/// Writes the entries one after the other, the directory behind them.
pub(crate) fn zip(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let start = u32::try_from(bytes.len()).unwrap();
        bytes.extend(b"PK\x03\x04");
        header(&mut bytes, &entry.local);
        bytes.extend(&entry.local.name);
        bytes.extend(&entry.local.extra);
        bytes.extend(&entry.data);
        bytes.extend(&entry.after);
        directory.extend(b"PK\x01\x02\x14\x03");
        header(&mut directory, &entry.central);
        directory.extend([0; 6]);
        directory.extend(entry.attributes.to_le_bytes());
        directory.extend(entry.offset.unwrap_or(start).to_le_bytes());
        directory.extend(&entry.central.name);
        directory.extend(&entry.central.extra);
    }
    finish(bytes, &directory, entries.len())
}

/// Puts a directory and an end record behind the entries' bytes.
pub(crate) fn finish(mut bytes: Vec<u8>, directory: &[u8], entries: usize) -> Vec<u8> {
    let start = u32::try_from(bytes.len()).unwrap();
    let count = u16::try_from(entries).unwrap();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn header(bytes: &mut Vec<u8>, header: &Header) {
    bytes.extend([20, 0]);
    bytes.extend(header.flags.to_le_bytes());
    bytes.extend(header.method.to_le_bytes());
    bytes.extend([0, 0, 0x21, 0]);
    bytes.extend(header.checksum.to_le_bytes());
    bytes.extend(header.compressed.to_le_bytes());
    bytes.extend(header.size.to_le_bytes());
    bytes.extend(u16::try_from(header.name.len()).unwrap().to_le_bytes());
    bytes.extend(u16::try_from(header.extra.len()).unwrap().to_le_bytes());
}

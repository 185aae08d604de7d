//! The most that a manifest may ask for. These are the format's own bounds: an operator or an account may have lower
//! ones, which the platform applies when a plugin runs.

/// Bytes of `mspf.toml`. A long one, with a schema for its options, has a few KiB.
pub const MAX_MANIFEST_BYTES: u64 = 64 << 10;
/// How deep tables and arrays may nest: a schema of options needs about 8, and everything that walks a manifest may
/// recurse without fear for its stack.
pub const MAX_MANIFEST_DEPTH: usize = 32;

/// Characters of `plugin.name`: it becomes a part of addresses, and 63 is what one label of a host name holds.
pub const MAX_NAME_LENGTH: usize = 63;
/// Characters of `plugin.title`: one line of a card in the marketplace.
pub const MAX_TITLE_LENGTH: usize = 80;
/// Characters of `plugin.description`: a page of text, Markdown.
pub const MAX_DESCRIPTION_LENGTH: usize = 10_000;
/// Characters of short free text: copyright, author, licence, framework.
pub const MAX_SHORT_TEXT_LENGTH: usize = 200;
/// Characters of a URL: what every browser and proxy carries.
pub const MAX_URL_LENGTH: usize = 2_000;
/// Keywords of a plugin: more would be a way to appear in every search.
pub const MAX_KEYWORDS: usize = 10;
/// Characters of one keyword.
pub const MAX_KEYWORD_LENGTH: usize = 40;
/// Authors named in a manifest.
pub const MAX_AUTHORS: usize = 20;
/// Price in minor units (cents): a million of a currency's units, far from the end of any number that carries it.
pub const MAX_PRICE: u64 = 100_000_000;

/// Requests that one instance may answer before it is dropped. What leaks or fragments in a guest stays bounded.
pub const MAX_REUSE: u32 = 10_000;
/// Requests that an instance of a Python plugin answers unless its manifest says otherwise: the first one costs a hundred
/// times a later one (loading the source, first writes to pages), which after so many no longer shows. What leaks is
/// gone after them, or before: an instance whose memory is nearly used up answers no further request.
pub const DEFAULT_PYTHON_REUSE: u32 = MAX_REUSE;
/// Packages that `[python] dependencies` may name: each is looked up, fetched and unpacked when a version is published.
pub const MAX_DEPENDENCIES: usize = 64;
/// Hosts that a plugin may name: a user is to read and grant each of them.
pub const MAX_OUTBOUND_HOSTS: usize = 32;
/// Other plugins that a plugin may call, for the same reason.
pub const MAX_CALLED_PLUGINS: usize = 32;
/// Bytes of the schema of options, written as JSON: a form that a person can fill in is far smaller.
pub const MAX_OPTIONS_BYTES: usize = 32 << 10;
/// Patterns of files that `mspf dev` watches.
pub const MAX_WATCH_PATTERNS: usize = 32;
/// Characters of the command that builds a plugin.
pub const MAX_COMMAND_LENGTH: usize = 2_000;

/// Memory of an instance in MiB: the size of a slot in the platform's instance pool.
pub const MAX_MEMORY_MB: u32 = 1_024;
/// The least memory, in MiB: one that even a small guest needs to start.
pub const MIN_MEMORY_MB: u32 = 1;
/// CPU time of a request in milliseconds: a web request that needs more belongs into a queue.
pub const MAX_CPU_MS: u32 = 30_000;
/// Time until the head of the answer, in milliseconds: longer than any proxy or browser waits patiently.
pub const MAX_WALL_MS: u32 = 120_000;
/// Body of a request in MiB. Bodies are streamed, so this bounds traffic rather than memory.
pub const MAX_REQUEST_BODY_MB: u32 = 512;
/// Body of a response in MiB, streamed as well.
pub const MAX_RESPONSE_BODY_MB: u32 = 1_024;
/// Requests of one plugin that run at the same time on one node.
pub const MAX_CONCURRENCY: u32 = 1_000;
/// Requests that wait for their turn on one node: a longer queue only delays the refusal.
pub const MAX_QUEUE: u32 = 10_000;

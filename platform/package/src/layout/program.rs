//! Python programs as text: they are read for what they say plainly, and never run.

/// Bytes of a program that tells what a plugin is: tools write them with a few hundred, and nobody adds much.
pub(super) const MAX_PROGRAM_BYTES: u64 = 64 << 10;

/// The lines of a program that are not inside a text of several lines.
pub(super) fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut open = None;
    text.lines().filter(move |line| {
        let inside = open.is_some();
        let mut rest = *line;
        loop {
            let next = match open {
                Some(quotes) => rest.find(quotes).map(|at| (at, quotes)),
                None => ["\"\"\"", "'''"].into_iter().filter_map(|it| rest.find(it).map(|at| (at, it))).min(),
            };
            let Some((at, quotes)) = next else { break };
            open = open.is_none().then_some(quotes);
            rest = &rest[at + quotes.len()..];
        }
        !inside
    })
}

/// The text in quotes that something starts with, and what follows it.
pub(super) fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
    text[1..].split_once(quote)
}

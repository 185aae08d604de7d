//! How deep a text nests, told before anything is built of it.
//!
//! The TOML parser bounds how deep brackets nest and how many parts a key has, each by itself: together they make some
//! thousands of tables in each other from a few KiB, and a stack is exhausted when those are taken down again. So the
//! text is first looked at token by token, which takes no stack at all.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::ceilings::MAX_MANIFEST_DEPTH;

/// The place of the first bracket or dot below which a key and its value, or the name of a table, nest deeper than a
/// manifest may. A text in which there is none builds at most twice as many levels, whether it is sound or not: those
/// of a table's name, and those of a key below it.
pub(super) fn too_deep_at(text: &str) -> Option<usize> {
    let mut open: Vec<Bracket> = Vec::new();
    let mut depth = 0;
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::Dot => depth += 1,
            kind @ (TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket) => {
                open.push(Bracket { kind, outside: depth });
                depth += 1;
            }
            TokenKind::RightSquareBracket => close(TokenKind::LeftSquareBracket, &mut open, &mut depth),
            TokenKind::RightCurlyBracket => close(TokenKind::LeftCurlyBracket, &mut open, &mut depth),
            TokenKind::Comma => depth = open.last().map_or(0, Bracket::inside),
            TokenKind::Newline if open.is_empty() => depth = 0,
            _ => {}
        }
        if depth > MAX_MANIFEST_DEPTH {
            return Some(token.span().start());
        }
    }
    None
}

/// An open bracket.
struct Bracket {
    kind: TokenKind,
    /// The depth before it.
    outside: usize,
}

impl Bracket {
    fn inside(&self) -> usize {
        self.outside + 1
    }
}

/// Closes the innermost bracket if it is of this kind. Another one stays open: whatever a parser makes of a text that is
/// broken so, it does not nest deeper than what is counted here.
fn close(kind: TokenKind, open: &mut Vec<Bracket>, depth: &mut usize) {
    if let Some(bracket) = open.pop_if(|bracket| bracket.kind == kind) {
        *depth = bracket.outside;
    }
}

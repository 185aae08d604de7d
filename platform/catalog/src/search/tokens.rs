//! Texts in pieces: trigrams of words where words have spaces between them, pairs of characters where they do not.

use std::collections::{BTreeMap, BTreeSet, btree_map};

/// How much of one text is searched, in characters: the beginning of a description says what it is about.
const MAX_TEXT_CHARS: usize = 2_000;
/// The longest word that is taken in pieces, in characters; the rest of a longer one is passed over.
const MAX_WORD_CHARS: usize = 40;
/// The most pieces of one plugin: a full description of different words.
const MAX_TOKENS: usize = 2_500;
/// The most pieces asked for at once; what is typed beyond them does not count.
const MAX_QUERY_TOKENS: usize = 40;
/// Whole words are kept beside their pieces with this mark, which is in no piece.
const WHOLE: char = '=';
/// A whole word, or a pair of Chinese characters, is worth this much more than a piece.
const WHOLE_WORTH: i32 = 3;

/// The pieces a plugin can be found by.
#[derive(Default)]
pub(super) struct Index(BTreeMap<String, i32>);

impl Index {
    /// Adds a text whose pieces are worth `worth`. A piece found twice is worth its better place.
    pub(super) fn add(&mut self, text: &str, worth: i32) {
        for run in runs(text) {
            match run {
                Run::Word(word) => {
                    trigrams(&word).into_iter().for_each(|piece| self.keep(piece, worth));
                    self.keep(format!("{WHOLE}{word}"), worth * WHOLE_WORTH);
                }
                Run::Dense(characters) => {
                    characters.iter().for_each(|character| self.keep(character.to_string(), worth));
                    pairs(&characters).into_iter().for_each(|pair| self.keep(pair, worth * WHOLE_WORTH));
                }
            }
        }
    }

    fn keep(&mut self, piece: String, worth: i32) {
        let full = self.0.len() >= MAX_TOKENS;
        match self.0.entry(piece) {
            btree_map::Entry::Occupied(mut known) => *known.get_mut() = (*known.get()).max(worth),
            btree_map::Entry::Vacant(new) if !full => _ = new.insert(worth),
            btree_map::Entry::Vacant(_) => {}
        }
    }

    pub(super) fn into_tokens(self) -> impl Iterator<Item = (String, i32)> {
        self.0.into_iter()
    }
}

/// What is looked for.
pub(super) struct Wanted {
    /// The pieces, and the whole words that make a find better.
    pub(super) tokens: BTreeSet<String>,
    /// How many of them a plugin must hold.
    pub(super) least: i64,
}

/// The pieces of what somebody typed; `None` if it holds no letter or digit.
pub(super) fn wanted(text: &str) -> Option<Wanted> {
    let mut pieces = BTreeSet::new();
    let mut whole = BTreeSet::new();
    for run in runs(text) {
        match run {
            Run::Word(word) => {
                pieces.extend(trigrams(&word));
                whole.insert(format!("{WHOLE}{word}"));
            }
            Run::Dense(characters) if characters.len() == 1 => {
                pieces.extend(characters.iter().map(char::to_string))
            }
            Run::Dense(characters) => pieces.extend(pairs(&characters)),
        }
        if pieces.len() >= MAX_QUERY_TOKENS {
            break;
        }
    }
    let mut tokens: BTreeSet<String> = pieces.into_iter().take(MAX_QUERY_TOKENS).collect();
    if tokens.is_empty() {
        return None;
    }
    let least = i64::try_from(tokens.len().div_ceil(2)).unwrap_or(1);
    tokens.extend(whole.into_iter().take(MAX_QUERY_TOKENS));
    Some(Wanted { tokens, least })
}

/// A piece of text without separators in it.
enum Run {
    /// A word of a script that puts spaces between words, in lower case.
    Word(String),
    /// Characters of a script that does not.
    Dense(Vec<char>),
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for character in text.chars().take(MAX_TEXT_CHARS).map(narrow).flat_map(char::to_lowercase) {
        if !character.is_alphanumeric() {
            open = false;
            continue;
        }
        match (runs.last_mut().filter(|_| open), is_dense(character)) {
            (Some(Run::Dense(run)), true) => run.push(character),
            (Some(Run::Word(word)), false) => word.push(character),
            (_, true) => runs.push(Run::Dense(vec![character])),
            (_, false) => runs.push(Run::Word(character.to_string())),
        }
        open = true;
    }
    runs
}

/// Full-width letters and digits, as Chinese and Japanese keyboards make them, are the ordinary ones.
fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        other => other,
    }
}

/// Whether a character belongs to a script written without spaces: Chinese, Japanese, Thai and their like. Korean
/// has spaces, but its syllables carry as much as Chinese characters do.
fn is_dense(character: char) -> bool {
    matches!(character,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The trigrams of a word with a space around it, so that beginnings and ends count.
fn trigrams(word: &str) -> Vec<String> {
    let spaced: Vec<char> =
        std::iter::once(' ').chain(word.chars().take(MAX_WORD_CHARS)).chain(std::iter::once(' ')).collect();
    spaced.windows(3).map(|three| three.iter().collect()).collect()
}

fn pairs(characters: &[char]) -> Vec<String> {
    characters.windows(2).map(|two| two.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(indexed: &str, typed: &str) -> bool {
        let mut index = Index::default();
        index.add(indexed, 1);
        let wanted = wanted(typed).unwrap();
        let held = wanted.tokens.iter().filter(|token| index.0.contains_key(*token)).count();
        i64::try_from(held).unwrap() >= wanted.least
    }

    #[test]
    fn a_misspelt_word_is_found_and_another_is_not() {
        assert!(found("Weather forecast", "wether"));
        assert!(found("Weather forecast", "FORCAST"));
        assert!(!found("Weather forecast", "invoice"));
    }

    #[test]
    fn chinese_is_found_by_part_and_by_a_single_character() {
        assert!(found("中国天气预报服务", "天气预报"));
        assert!(found("中国天气预报服务", "气"));
        assert!(!found("中国天气预报服务", "发票"));
    }

    #[test]
    fn full_width_letters_are_letters() {
        assert!(found("hello", "ＨＥＬＬＯ"));
    }

    #[test]
    fn nothing_to_look_for_is_nothing() {
        assert!(wanted(" %_*'\" ").is_none());
    }

    #[test]
    fn pieces_are_bounded() {
        let mut index = Index::default();
        index.add(&(0..100_000).map(|number| format!("{number} ")).collect::<String>(), 1);
        assert!(index.0.len() <= MAX_TOKENS);
        assert!(wanted(&"天地玄黄宇宙洪荒".repeat(1_000)).unwrap().tokens.len() <= 2 * MAX_QUERY_TOKENS);
    }
}

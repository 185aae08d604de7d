//! Printing: colours only on a terminal (and never with `NO_COLOR`), a closed pipe ends the program quietly.

use std::{fmt::Display, io::Write};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// Ends any of the styles below.
pub(crate) const PLAIN: anstyle::Reset = anstyle::Reset;
/// Something worked.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Something failed.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// Something deserves a look.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default().bold();
/// A heading.
pub(crate) const HEAD: Style = Style::new().bold();
/// Something beside the point.
pub(crate) const DIM: Style = Style::new().dimmed();

/// Prints a line to the standard output.
pub(crate) fn say(line: impl Display) {
    if writeln!(anstream::stdout(), "{line}").is_err() {
        // Nobody reads any more (`mspf versions | head -1`): that is not a failure.
        std::process::exit(0);
    }
}

/// Prints a line to the standard error stream: progress, hints, failures.
pub(crate) fn complain(line: impl Display) {
    // Nothing is left to be told to whoever closed the error stream.
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Prints a value as JSON for programs.
pub(crate) fn json(value: &impl serde::Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => say(text),
        Err(error) => {
            complain(format_args!("{BAD}error:{PLAIN} this answer cannot be written as JSON: {error}"))
        }
    }
}

/// Rows under headings, each column as wide as its widest cell.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings.
    pub(crate) fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(|heading| (*heading).to_owned()).collect()] }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Prints it.
    pub(crate) fn print(&self) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                self.rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0)
            })
            .collect();
        for (index, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (cell, column) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', column - width(cell) + 2));
            }
            let line = line.trim_end();
            if index == 0 { say(format_args!("{HEAD}{line}{PLAIN}")) } else { say(line) }
        }
    }
}

/// Places on a terminal: a Chinese character takes two.
fn width(cell: &str) -> usize {
    cell.width()
}

/// A size in the unit a person would choose: `843 B`, `1.4 MiB`.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1024.0;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

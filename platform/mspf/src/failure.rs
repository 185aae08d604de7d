//! What a verb says when it cannot do what it was asked: what happened, why, and what to do about it.

use std::{fmt::Display, process::ExitCode};

use crate::output;

/// How a failed verb ends, for scripts that look at the exit code (0 = done, 2 also = wrong usage, from clap).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 1: it was tried and did not work.
    Failed = 1,
    /// 2: flags, environment or a file say something that makes no sense.
    Usage = 2,
    /// 3: no server answers at the address.
    Unreachable = 3,
    /// 4: the server answered, and refused.
    Refused = 4,
}

/// A failure in words for the person at the terminal.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    why: Vec<String>,
    remedy: Option<String>,
    exit: Exit,
}

impl Failure {
    /// It was tried and did not work.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), why: Vec::new(), remedy: None, exit: Exit::Failed }
    }

    /// What was asked for makes no sense.
    pub(crate) fn usage(what: impl Into<String>) -> Self {
        Self::new(what).exit(Exit::Usage)
    }

    /// Adds a reason; several are listed in order.
    pub(crate) fn because(mut self, why: impl Display) -> Self {
        self.why.push(why.to_string());
        self
    }

    /// Says what to do about it.
    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Chooses the exit code.
    pub(crate) fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The process's exit code.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.exit as u8)
    }

    /// Prints the failure to the standard error stream.
    pub(crate) fn print(&self) {
        output::complain(format_args!("{}error:{} {}", output::BAD, output::PLAIN, self.what));
        for why in &self.why {
            output::complain(format_args!("  {}why:{} {why}", output::DIM, output::PLAIN));
        }
        if let Some(remedy) = &self.remedy {
            output::complain(format_args!("  {}do:{}  {remedy}", output::DIM, output::PLAIN));
        }
    }
}

/// Turns any error into a [`Failure`] by saying what was being tried.
pub(crate) trait OrFail<T> {
    /// `what` is a full clause: "could not read demo/mspf.toml".
    fn or_fail(self, what: impl Into<String>) -> Result<T, Failure>;
}

impl<T, E: std::error::Error> OrFail<T> for Result<T, E> {
    fn or_fail(self, what: impl Into<String>) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(what).because(chain(&error)))
    }
}

/// An error with the errors below it, without repeating what a parent already quotes.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

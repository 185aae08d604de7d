//! Asking the person at the terminal, if there is one.

use std::io::{IsTerminal, Read, Write};

use crate::failure::{Failure, OrFail};

/// Asks for a line.
pub(crate) fn ask(question: &str) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(nobody(question).remedy("give it as a flag; --help lists them"));
    }
    // The prompt is a courtesy: whoever closed the error stream knows what is asked.
    let _ = write!(std::io::stderr(), "{question}: ");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).or_fail("could not read the answer")?;
    Ok(line.trim().to_owned())
}

/// Asks for a password without showing it, or reads it from the standard input.
pub(crate) fn ask_password(question: &str, from_stdin: bool) -> Result<String, Failure> {
    if from_stdin {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).or_fail("could not read the password")?;
        return Ok(text.trim_end_matches(['\r', '\n']).to_owned());
    }
    if !std::io::stdin().is_terminal() {
        return Err(nobody(question).remedy("pipe it in with --password-stdin"));
    }
    rpassword::prompt_password(format!("{question}: ")).or_fail("could not read the password")
}

fn nobody(question: &str) -> Failure {
    Failure::usage(format!("nobody is here to be asked: {question}"))
        .because("the standard input is no terminal")
}

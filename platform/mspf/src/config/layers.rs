//! Where a setting's value comes from: a flag, the environment, a file, or its default.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::{
    settings::{KEYS, Key},
    value::Setting,
};
use crate::failure::{Failure, OrFail};

/// The file that is read when nobody names another and it exists.
pub(crate) const DEFAULT_FILE: &str = "mspf.server.toml";
/// Environment variables of this program that are no server settings: they belong to the authors' verbs.
const AUTHOR_VARIABLES: &[&str] = &["MSPF_CONFIG", "MSPF_SERVER", "MSPF_TOKEN", "MSPF_WASM_RUSTC"];
/// How alike a misspelt name and a real one must be for the second to be suggested (0 to 1).
const LIKENESS: f64 = 0.85;

/// The settings given as flags; every server verb has them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags {
    file: Option<PathBuf>,
    values: BTreeMap<&'static str, String>,
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("config")
            .long("config")
            .env("MSPF_CONFIG")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help(format!("The file of settings [default: {DEFAULT_FILE}, if it exists]"));
        KEYS.iter()
            .fold(command.next_help_heading("Settings").arg(file), |command, key| command.arg(flag(key)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn flag(key: &Key) -> Arg {
    let default = if key.default.is_empty() { String::new() } else { format!(" [default: {}]", key.default) };
    let help = format!("{}{default} [env: {}]", key.help, environment_name(key.name));
    let arg = Arg::new(key.name).long(key.name.replace('_', "-")).value_name(key.kind).help(help);
    if key.kind == bool::KIND { arg.num_args(0..=1).default_missing_value("true") } else { arg }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let value = |key: &Key| Some((key.name, matches.get_one::<String>(key.name)?.clone()));
        Ok(Self { file: matches.get_one("config").cloned(), values: KEYS.iter().filter_map(value).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// `--name`
    Flag,
    /// An environment variable, by its name.
    Environment(String),
    /// A file.
    File(PathBuf),
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => out.write_str("flag"),
            Self::Environment(name) => write!(out, "environment, {name}"),
            Self::File(path) => write!(out, "file, {}", path.display()),
            Self::Default => out.write_str("default"),
        }
    }
}

/// Every setting with its value as text, and where that came from.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    values: BTreeMap<&'static str, (String, Origin)>,
    /// Things that are probably mistakes, yet no reason to refuse.
    pub(crate) warnings: Vec<String>,
}

impl Resolved {
    /// Lays the four sources over each other.
    pub(crate) fn gather(
        flags: &Flags,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Failure> {
        let environment: BTreeMap<String, String> = environment.collect();
        let (path, file) = read_file(flags)?;
        let choose = |key: &Key| {
            let variable = environment_name(key.name);
            if let Some(value) = flags.values.get(key.name) {
                (value.clone(), Origin::Flag)
            } else if let Some(value) = environment.get(&variable) {
                (value.clone(), Origin::Environment(variable))
            } else if let Some(value) = file.get(key.name) {
                (value.clone(), Origin::File(path.clone()))
            } else if let Some((variable, value)) =
                standard_variable(key).and_then(|name| environment.get_key_value(name))
            {
                (value.clone(), Origin::Environment(variable.clone()))
            } else {
                (key.default.to_owned(), Origin::Default)
            }
        };
        let mut values: BTreeMap<_, _> = KEYS.iter().map(|key| (key.name, choose(key))).collect();
        let data_dir = values.get("data_dir").map(|(value, _)| value.clone()).unwrap_or_default();
        for (value, origin) in values.values_mut() {
            if *origin == Origin::Default {
                *value = value.replace("{data_dir}", data_dir.trim_end_matches('/'));
            }
        }
        Ok(Self { values, warnings: unknown_variables(&environment) })
    }

    /// A setting's value as text, and where it came from.
    pub(crate) fn get(&self, key: &Key) -> (&str, &Origin) {
        self.values.get(key.name).map_or(("", &Origin::Default), |(value, origin)| (value.as_str(), origin))
    }

    /// A setting's value, or a sentence that names the setting, where its value came from and what it should be.
    pub(super) fn parse<T: Setting>(&self, name: &'static str) -> Result<T, String> {
        let (value, origin) = self.values.get(name).ok_or_else(|| format!("{name} is no setting"))?;
        T::read(value).map_err(|expected| {
            let shown =
                if KEYS.iter().any(|key| key.name == name && key.secret) { "(hidden)" } else { value };
            format!("{name} = {shown:?} ({origin}): {expected}")
        })
    }
}

/// The environment variable of a setting.
pub(crate) fn environment_name(key: &str) -> String {
    format!("MSPF_{}", key.to_uppercase())
}

/// A variable that the rest of the world uses for the same thing.
fn standard_variable(key: &Key) -> Option<&'static str> {
    (key.name == "otlp_endpoint").then_some("OTEL_EXPORTER_OTLP_ENDPOINT")
}

fn read_file(flags: &Flags) -> Result<(PathBuf, BTreeMap<String, String>), Failure> {
    let path = flags.file.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    if flags.file.is_none() && !path.exists() {
        return Ok((path, BTreeMap::new()));
    }
    let shown = path.display();
    let text = std::fs::read_to_string(&path).or_fail(format!("could not read the settings in {shown}"))?;
    let table: toml::Table =
        text.parse().map_err(|error| Failure::usage(format!("{shown} is not a TOML file")).because(error))?;
    let mut wrong = Vec::new();
    let mut values = BTreeMap::new();
    for (name, value) in table {
        if !KEYS.iter().any(|key| key.name == name) {
            let meant = suggestion(&name).map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
            wrong.push(format!("{name} is no setting{meant}"));
        } else if let Some(text) = plain_text(&value) {
            values.insert(name, text);
        } else {
            wrong.push(format!(
                "{name} is a {}: expected a text, a number, true, false, or a list of texts",
                value.type_str()
            ));
        }
    }
    if wrong.is_empty() {
        return Ok((path, values));
    }
    let failure = Failure::usage(format!("{shown} says things that are not understood"))
        .remedy("`mspf config check --help` lists every setting");
    Err(wrong.into_iter().fold(failure, Failure::because))
}

fn plain_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        toml::Value::Array(items) => {
            items.iter().map(|item| item.as_str()).collect::<Option<Vec<_>>>().map(|items| items.join(","))
        }
        _ => None,
    }
}

/// A variable that looks like a misspelt setting is worth a warning; others are not: an orchestrator sets
/// `MSPF_SERVICE_HOST` on its own.
fn unknown_variables(environment: &BTreeMap<String, String>) -> Vec<String> {
    let known: Vec<String> = KEYS.iter().map(|key| environment_name(key.name)).collect();
    let unknown = |name: &&String| !known.contains(name) && !AUTHOR_VARIABLES.contains(&name.as_str());
    let warning = |name: &String| {
        let setting = name.strip_prefix("MSPF_")?.to_lowercase();
        let meant = suggestion(&setting)?;
        Some(format!("{name} is no setting; did you mean {}?", environment_name(meant)))
    };
    environment.keys().filter(unknown).filter_map(warning).collect()
}

/// The setting that a misspelt name probably means.
fn suggestion(name: &str) -> Option<&'static str> {
    KEYS.iter()
        .map(|key| (strsim::jaro_winkler(name, key.name), key.name))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

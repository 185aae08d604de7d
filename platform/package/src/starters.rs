//! What a new plugin starts with: a few files that answer at once and show the way.
//!
//! In a starter's files `{{id}}` and `{{name}}` stand for the plugin's, and `{{plugin}}` in the manifest for the keys of
//! `[plugin]`. A file whose name ends in `.tmpl` loses that ending, and one that starts with `dot-` gets a dot: so no
//! tool takes a starter for the real thing.

use std::fmt;
use std::str::FromStr;

use rust_embed::RustEmbed;
use toml::Value;

use crate::MANIFEST_FILE;

#[derive(RustEmbed)]
#[folder = "starters/"]
struct Files;

/// A kind of plugin to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Starter {
    /// A Django app, as version 1 of the platform made them.
    Django,
    /// A web service in Python with Flask.
    Flask,
    /// A web service in Python without a framework.
    Wsgi,
    /// Pages that are served as they are.
    Static,
    /// A web service in Rust with axum. It answers once its component is there.
    RustHttp,
    /// A manifest for a component built in any way. It answers once the component is there.
    Component,
}

/// What is known of a new plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StarterFields {
    /// The plugin's identifier, such as `SP_1424952348698091520`: the name of its Django app below `plugins`. Any name
    /// of a Python module will do.
    pub id: String,
    /// The plugin's name, by the manifest's rule.
    pub name: String,
    /// Name for people.
    pub title: Option<String>,
    /// Who writes it.
    pub developer: Option<String>,
    /// The version that will be published first.
    pub version: semver::Version,
    /// What the plugin does. Markdown.
    pub description: Option<String>,
    /// Words under which people look for it.
    pub keywords: Vec<String>,
    /// Where the marketplace files it.
    pub category: Option<String>,
    /// SPDX licence expression.
    pub licence: Option<String>,
    /// Who holds the copyright.
    pub copyright: Option<String>,
    /// Its page on the web.
    pub homepage: Option<String>,
}

/// A file of a new plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StarterFile {
    /// Path from the plugin's root, with `/`.
    pub path: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

/// A text names no starter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no starter of this name; there are django, flask, wsgi, static, rust-http and component")]
pub struct UnknownStarter;

impl Starter {
    /// Every starter.
    pub const ALL: [Self; 6] =
        [Self::Django, Self::Flask, Self::Wsgi, Self::Static, Self::RustHttp, Self::Component];

    /// The starter's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Django => "django",
            Self::Flask => "flask",
            Self::Wsgi => "wsgi",
            Self::Static => "static",
            Self::RustHttp => "rust-http",
            Self::Component => "component",
        }
    }

    /// The files of a new plugin in the order of their paths, the manifest among them. Values that the manifest's rules
    /// forbid are written as they are: [`Manifest::parse`](crate::Manifest::parse) tells of them.
    #[must_use]
    pub fn files(self, fields: &StarterFields) -> Vec<StarterFile> {
        let inside = |path: &str| path.strip_prefix(self.as_str())?.strip_prefix('/').map(real_name);
        let mut files: Vec<StarterFile> = Files::iter()
            .filter_map(|path| {
                let (name, file) = (inside(&path)?, Files::get(&path)?);
                let bytes = fields.fill_in(&file.data, name == MANIFEST_FILE);
                Some(StarterFile { path: name, bytes })
            })
            .collect();
        files.sort_by(|left, right| left.path.cmp(&right.path));
        files
    }
}

impl fmt::Display for Starter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for Starter {
    type Err = UnknownStarter;

    fn from_str(text: &str) -> Result<Self, UnknownStarter> {
        Self::ALL.into_iter().find(|starter| starter.as_str() == text).ok_or(UnknownStarter)
    }
}

impl StarterFields {
    /// The fields of a plugin of which only the identifier and the name are known.
    #[must_use]
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            title: None,
            developer: None,
            version: semver::Version::new(0, 1, 0),
            description: None,
            keywords: Vec::new(),
            category: None,
            licence: None,
            copyright: None,
            homepage: None,
        }
    }

    fn fill_in(&self, data: &[u8], is_manifest: bool) -> Vec<u8> {
        let Ok(text) = std::str::from_utf8(data) else { return data.to_vec() };
        let text = text.replace("{{id}}", &self.id).replace("{{name}}", &self.name);
        if is_manifest {
            text.replace("{{plugin}}", &self.plugin_section()).into_bytes()
        } else {
            text.into_bytes()
        }
    }

    /// The keys of `[plugin]`, one a line. Whatever the values hold, they stay inside their quotes.
    fn plugin_section(&self) -> String {
        let text = |value: &Option<String>| value.clone().map(Value::String);
        let list = |values: Vec<&String>| {
            let values: Vec<Value> = values.into_iter().cloned().map(Value::String).collect();
            (!values.is_empty()).then_some(Value::Array(values))
        };
        let keys = [
            ("name", Some(Value::String(self.name.clone()))),
            ("version", Some(Value::String(self.version.to_string()))),
            ("title", text(&self.title)),
            ("description", text(&self.description)),
            ("keywords", list(self.keywords.iter().collect())),
            ("category", text(&self.category)),
            ("licence", text(&self.licence)),
            ("copyright", text(&self.copyright)),
            ("authors", list(self.developer.iter().collect())),
            ("homepage", text(&self.homepage)),
        ];
        keys.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}\n", value?))).collect()
    }
}

/// A path segment's `dot-` becomes a dot, a final `.tmpl` goes.
fn real_name(path: &str) -> String {
    let path = path.strip_suffix(".tmpl").unwrap_or(path);
    let real = |segment: &str| match segment.strip_prefix("dot-") {
        Some(rest) => format!(".{rest}"),
        None => segment.to_owned(),
    };
    path.split('/').map(real).collect::<Vec<_>>().join("/")
}

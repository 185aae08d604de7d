//! `mspf.toml`, the manifest at the root of every package: what a plugin is, how it runs, what it asks for.

pub mod ceilings;
mod error;
mod host;
mod nesting;
mod options;
mod python;
mod runtime;
mod source;
mod validate;

pub use error::{ManifestError, Problem};
pub use host::{HostPattern, HostPatternError};
pub use runtime::{Framework, Isolation, PythonSection, RuntimeKind, RuntimeSection};

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use self::python::is_identifier;
use self::source::Source;
pub(crate) use self::validate::{slug_like, slug_of};

/// The name of the manifest at the root of a package.
pub const MANIFEST_FILE: &str = "mspf.toml";
/// The only `manifest_version` so far. A change that an older platform would misread makes a new one.
pub const MANIFEST_VERSION: u32 = 1;

/// A plugin's manifest.
///
/// A value of this type from [`Manifest::parse`] has been checked whole; one made by hand is checked by
/// [`Manifest::problems`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the manifest's own format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub manifest_version: u32,
    /// What the plugin is, as the marketplace shows it.
    pub plugin: PluginSection,
    /// How the plugin runs.
    pub runtime: RuntimeSection,
    /// What a plugin in Python needs, with `kind = "python"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub python: Option<PythonSection>,
    /// Files that the platform serves by itself, without running the plugin.
    #[serde(rename = "static", default, skip_serializing_if = "Option::is_none")]
    pub static_files: Option<StaticSection>,
    /// What the plugin may do beyond answering HTTP. Everything is denied unless it is named here and granted.
    #[serde(default)]
    pub capabilities: Capabilities,
    /// A JSON schema of the plugin's options, with their defaults. Whoever installs the plugin may set them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "options::meta_schema")]
    pub options: Option<Value>,
    /// What one request, or the plugin as a whole, may use. Absent values mean the platform's defaults.
    #[serde(default)]
    pub limits: LimitsSection,
    /// How the plugin is built from its source, on the author's machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<BuildSection>,
}

/// `[plugin]`: what the plugin is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PluginSection {
    /// Name in addresses: lower-case letters, digits and single hyphens, starting with a letter.
    #[schemars(regex(pattern = r"^[a-z](-?[a-z0-9])*$"), length(min = 1, max = ceilings::MAX_NAME_LENGTH))]
    pub name: String,
    /// Semantic version of this package, such as `1.4.0`.
    pub version: semver::Version,
    /// Name for people, in any script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = ceilings::MAX_TITLE_LENGTH))]
    pub title: Option<String>,
    /// What the plugin does. Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = ceilings::MAX_DESCRIPTION_LENGTH))]
    pub description: Option<String>,
    /// Words under which people look for the plugin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = ceilings::MAX_KEYWORDS), inner(length(min = 1, max = ceilings::MAX_KEYWORD_LENGTH)))]
    pub keywords: Vec<String>,
    /// Where the marketplace files it: lower-case letters, digits and single hyphens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[a-z](-?[a-z0-9])*$"), length(min = 1, max = ceilings::MAX_KEYWORD_LENGTH))]
    pub category: Option<String>,
    /// SPDX licence expression, such as `MIT OR Apache-2.0`; `LicenseRef-…` for a licence of your own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = ceilings::MAX_SHORT_TEXT_LENGTH))]
    pub licence: Option<String>,
    /// Who holds the copyright.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = ceilings::MAX_SHORT_TEXT_LENGTH))]
    pub copyright: Option<String>,
    /// Who wrote it: `Name` or `Name <mail address>`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = ceilings::MAX_AUTHORS), inner(length(min = 1, max = ceilings::MAX_SHORT_TEXT_LENGTH)))]
    pub authors: Vec<String>,
    /// The plugin's page on the web, an `http` or `https` URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(url, length(max = ceilings::MAX_URL_LENGTH))]
    pub homepage: Option<String>,
    /// Path in the package of the logo: a `.png`, `.jpg`, `.jpeg`, `.webp`, `.gif` or `.svg` file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// Price in minor units of the currency (cents). Absent or 0 means free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = ceilings::MAX_PRICE))]
    pub price: Option<u64>,
    /// ISO 4217 code of the price's currency, such as `EUR`. Needed with a price above 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[A-Z]{3}$"))]
    pub currency: Option<String>,
}

/// `[static]`: files served without running the plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaticSection {
    /// Folder in the package that holds the files.
    #[serde(default = "default_static_dir")]
    pub dir: String,
    /// Path below the plugin's address at which they are served; `/` serves them at the root.
    #[serde(default = "default_static_mount")]
    pub mount: String,
}

/// TOML has no null: what is optional is left out.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [kind] = types.as_slice() {
            let kind = kind.clone();
            schema.insert("type".into(), kind);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
    }
}

fn default_static_dir() -> String {
    "static".into()
}

fn default_static_mount() -> String {
    "/static".into()
}

/// `[capabilities]`: what the plugin asks for. Everything is denied by default, and what is asked for must still be
/// granted by whoever installs the plugin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Capabilities {
    /// Hosts the plugin may call: `host`, `host:port` or `scheme://host:port`; `*.example.com` stands for every name
    /// below `example.com`. Without a scheme, https on port 443.
    #[schemars(length(max = ceilings::MAX_OUTBOUND_HOSTS))]
    pub outbound_hosts: Vec<HostPattern>,
    /// Whether the plugin keeps data in the platform's key-value store.
    pub key_value: bool,
    /// Plugins this one may call: `owner/name` or an id such as `SP_1424952348698091520`.
    #[schemars(length(max = ceilings::MAX_CALLED_PLUGINS))]
    pub plugins: Vec<String>,
}

/// `[limits]`: what one request, or the plugin as a whole, may use. The platform and the account may set lower ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsSection {
    /// Memory of an instance, in MiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = ceilings::MIN_MEMORY_MB, max = ceilings::MAX_MEMORY_MB))]
    pub memory_mb: Option<u32>,
    /// CPU time of a request, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = ceilings::MAX_CPU_MS))]
    pub cpu_ms: Option<u32>,
    /// Time until the head of the answer, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = ceilings::MAX_WALL_MS))]
    pub wall_ms: Option<u32>,
    /// Body of a request, in MiB; 0 accepts none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = ceilings::MAX_REQUEST_BODY_MB))]
    pub request_body_mb: Option<u32>,
    /// Body of a response, in MiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = ceilings::MAX_RESPONSE_BODY_MB))]
    pub response_body_mb: Option<u32>,
    /// Requests that run at the same time on one node.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = ceilings::MAX_CONCURRENCY))]
    pub concurrency: Option<u32>,
    /// Requests that wait for their turn on one node; 0 refuses at once what cannot run at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = ceilings::MAX_QUEUE))]
    pub queue: Option<u32>,
}

/// `[build]`: how `mspf build` makes the package's component. The platform itself never runs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BuildSection {
    /// Command, run by the shell in the folder of the manifest.
    #[schemars(length(min = 1, max = ceilings::MAX_COMMAND_LENGTH))]
    pub command: String,
    /// Patterns of files whose change makes `mspf dev` build again, such as `src/**/*.rs`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = ceilings::MAX_WATCH_PATTERNS))]
    pub watch: Vec<String>,
}

impl Manifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// [`ManifestError`] lists every problem that was found, each with its line, its key and what to do. A text that
    /// is no TOML, or has keys or types that are not the manifest's, is reported by its first problem alone.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        let source = Source::parse(text)?;
        let manifest: Self = toml::from_str(text).map_err(|error| source.explain(&error))?;
        let mut problems = manifest.problems();
        if problems.is_empty() {
            return Ok(manifest);
        }
        for problem in &mut problems {
            problem.line = source.line_of(&problem.key);
        }
        problems.sort_by_key(|problem| problem.line);
        Err(ManifestError { problems })
    }

    /// Reads and checks a manifest's file.
    ///
    /// # Errors
    /// As [`Manifest::parse`]; one that is not UTF-8.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ManifestError> {
        Self::parse(std::str::from_utf8(bytes).map_err(|_| ManifestError::not_utf8())?)
    }

    /// The text of a manifest with another version in it; everything else stays as its author wrote it.
    ///
    /// # Errors
    /// As [`Manifest::parse`].
    pub fn text_with_version(text: &str, version: &semver::Version) -> Result<String, ManifestError> {
        Self::with_value(text, "plugin.version", &version.to_string())
    }

    /// The text of a manifest with another name in it, one in letters, digits and hyphens; everything else stays.
    ///
    /// # Errors
    /// As [`Manifest::parse`].
    pub fn text_with_name(text: &str, name: &str) -> Result<String, ManifestError> {
        Self::with_value(text, "plugin.name", name)
    }

    fn with_value(text: &str, key: &str, value: &str) -> Result<String, ManifestError> {
        Self::parse(text)?;
        let changed = Source::parse(text)?.with_value(key, &format!("\"{value}\""));
        Ok(changed.unwrap_or_else(|| text.to_owned()))
    }

    /// What is wrong with the manifest's values; empty if nothing is. Lines are unknown here.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        validate::problems(self)
    }

    /// The JSON schema of `mspf.toml`, for editors and for the documentation.
    #[must_use]
    pub fn json_schema() -> Value {
        let mut settings = SchemaSettings::default();
        settings.transforms.push(Box::new(RecursiveTransform(without_null)));
        let mut schema = settings.into_generator().into_root_schema_for::<Self>();
        schema.insert("title".into(), MANIFEST_FILE.into());
        schema.to_value()
    }

    /// The options of an installation that has set none: every `default` of the schema in `[options]`.
    #[must_use]
    pub fn default_options(&self) -> Map<String, Value> {
        self.options.as_ref().map(options::defaults).unwrap_or_default()
    }
}

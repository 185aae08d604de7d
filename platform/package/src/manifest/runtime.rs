//! `[runtime]` and `[python]`: how a plugin runs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ceilings;

/// `[runtime]`: how the plugin runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuntimeSection {
    /// What the package holds.
    pub kind: RuntimeKind,
    /// Path in the package of the component. Needed with `kind = "component"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// With `kind = "python"`: the WSGI application as `module:name`, or `module:function()` to call for it; with
    /// `framework = "django-app"` the name that the package has below `plugins`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// The framework that `app` is written with, with `kind = "python"`. Absent means `wsgi`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<Framework>,
    /// How many requests one instance answers, one after the other, before it is dropped. Absent means 1, a fresh
    /// instance for every request, and 1,000 with `kind = "python"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = ceilings::MAX_REUSE))]
    pub reuse: Option<u32>,
    /// `request` promises that no two requests ever share an instance, whatever else is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isolation: Option<Isolation>,
}

impl RuntimeSection {
    /// Requests that one instance may answer: 1 means a fresh instance for every request.
    #[must_use]
    pub fn requests_per_instance(&self) -> u32 {
        match (self.isolation, self.kind) {
            (Some(Isolation::Request), _) => 1,
            (_, RuntimeKind::Python) => self.reuse.unwrap_or(ceilings::DEFAULT_PYTHON_REUSE),
            _ => self.reuse.unwrap_or(1),
        }
    }
}

/// What a package holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuntimeKind {
    /// A WASI HTTP component.
    Component,
    /// Python source, run by the platform's shared Python runtime.
    Python,
    /// Static files alone: nothing runs.
    Static,
}

/// What a Python plugin is written with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Framework {
    /// A Django project; `app` is its WSGI application, such as `site.wsgi:application`.
    Django,
    /// A Flask application.
    Flask,
    /// A Bottle application.
    Bottle,
    /// Any WSGI application.
    #[default]
    Wsgi,
    /// One Django app with `apps.py` and `urls.py`, as version 1 of the platform had them; `app` is its name below
    /// `plugins`.
    DjangoApp,
}

impl Framework {
    /// The word for it in the manifest.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Django => "django",
            Self::Flask => "flask",
            Self::Bottle => "bottle",
            Self::Wsgi => "wsgi",
            Self::DjangoApp => "django-app",
        }
    }
}

/// Which requests may meet in one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Isolation {
    /// None: every request gets a fresh instance.
    Request,
    /// Requests to the same installation, one after the other.
    Installation,
}

/// `[python]`: what a plugin in Python needs beyond the platform's own packages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PythonSection {
    /// Pure Python packages, such as `markdown>=3.7` (PEP 508, by name only). They are resolved once, when a version is
    /// published, together with those of a `requirements.txt` at the package's root.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = ceilings::MAX_DEPENDENCIES), inner(length(min = 1, max = ceilings::MAX_SHORT_TEXT_LENGTH)))]
    pub dependencies: Vec<String>,
}

//! Plugins that can't be loaded: news for their maintainers.

use serde_json::json;

use super::Events;
use crate::{Audience, CatalogError, EventKind, NewEvent, PluginId};

/// The longest text of an event in bytes: a traceback of a hundred lines. The plugin's log has the rest.
const MAX_TEXT_BYTES: usize = 8 << 10;

/// Why a plugin can't be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginFailure {
    /// The plugin.
    pub plugin: PluginId,
    /// Which version of it; `workspace` for the draft.
    pub version: String,
    /// What went wrong, in a line.
    pub summary: String,
    /// How it came to that.
    pub traceback: String,
    /// In which file.
    pub file: Option<String>,
    /// In which line of it, from 1.
    pub line: Option<u32>,
}

impl Events<'_> {
    /// Tells the maintainers of plugins that these can't be loaded. Changes nothing that answers.
    pub async fn tell_failures(&self, failures: Vec<PluginFailure>) -> Result<(), CatalogError> {
        if failures.is_empty() {
            return Ok(());
        }
        let mut write = self.catalog.begin().await?;
        for failure in failures {
            let data = json!({
                "version": failure.version,
                "summary": storable(&failure.summary),
                "traceback": storable(&failure.traceback),
                "file": failure.file.as_deref().map(storable),
                "line": failure.line,
            });
            let (kind, audience) = (EventKind::PluginFailed, Audience::Maintainers);
            write.record(NewEvent { kind, plugin: failure.plugin, audience, data });
        }
        write.commit().await
    }
}

/// Text as both databases can store it: PostgreSQL has no zero character.
fn storable(text: &str) -> String {
    text[..text.floor_char_boundary(MAX_TEXT_BYTES)].replace('\0', "\u{fffd}")
}

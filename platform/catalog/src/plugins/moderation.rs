//! What administrators may do: stop a plugin, and let it go on.

use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;

use super::{Plugin, Plugins, access::lock_row, change::touch, event};
use crate::{Actor, CatalogError, EventKind, PluginId};

/// The longest reason in characters: a paragraph, shown to everyone who calls the plugin.
const MAX_REASON_LENGTH: usize = 1_000;

impl Plugins<'_> {
    /// Stops a plugin, with a reason shown to those who call it; `None` lets it go on.
    ///
    /// # Errors
    /// `auth.administrator_required`; the reason is empty or too long.
    pub async fn ban(
        &self,
        actor: &Actor,
        id: &PluginId,
        reason: Option<&str>,
    ) -> Result<Plugin, CatalogError> {
        self.get(actor, id).await?;
        if !actor.is_administrator() {
            let detail = "Only administrators of the platform may ban plugins.";
            return Err(CatalogError::forbidden("auth.administrator_required", detail));
        }
        let reason = reason.map(checked).transpose()?;
        let mut write = self.catalog.begin().await?;
        let mut row = lock_row(&write, id).await?;
        if row.ban_reason != reason {
            row.ban_reason = reason;
            touch(&mut row);
            row = row.into_active_model().reset_all().update(&*write).await?;
            let kind =
                if row.ban_reason.is_some() { EventKind::PluginBanned } else { EventKind::PluginUnbanned };
            write.record(event(&row, kind, json!({ "reason": row.ban_reason })));
            write.commit().await?;
        }
        self.assemble(row).await
    }
}

fn checked(reason: &str) -> Result<String, CatalogError> {
    let reason = reason.trim();
    if (1..=MAX_REASON_LENGTH).contains(&reason.chars().count()) && !reason.contains('\0') {
        return Ok(reason.to_owned());
    }
    let detail = format!("Give a reason of 1 to {MAX_REASON_LENGTH} characters.");
    Err(CatalogError::invalid("reason", "plugin.reason_needed", detail))
}

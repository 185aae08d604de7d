//! What has changed, told to whoever acts on it: caches at once, streams in order, other nodes too.
//!
//! An event is a row written by the transaction that made the change, so there is never one without the other.
//! Writers on PostgreSQL take a lock between the row and the commit, therefore **sequence numbers appear in
//! order**: whoever has read up to a number has missed nothing below it, and a poller cannot skip a late commit.

mod failures;
mod feed;
mod follower;
mod hub;
pub(crate) mod outbox;

use chrono::{DateTime, Utc};
pub use failures::PluginFailure;
pub use feed::Events;
pub(crate) use follower::Follower;
pub use hub::Hub;
use serde::Serialize;
use serde_json::Value;

use crate::{PluginId, text_enum::text_enum};

text_enum! {
    /// What happened.
    pub enum EventKind or Other {
        /// A plugin appeared in the catalogue.
        PluginCreated = "plugin.created",
        /// Its metadata, visibility or name changed.
        PluginUpdated = "plugin.updated",
        /// It was deleted; its address answers no more.
        PluginDeleted = "plugin.deleted",
        /// An administrator stopped it.
        PluginBanned = "plugin.banned",
        /// It may answer again.
        PluginUnbanned = "plugin.unbanned",
        /// It belongs to another account.
        PluginTransferred = "plugin.transferred",
        /// A version was uploaded and waits to be built.
        VersionPublished = "version.published",
        /// A version was built and can be released.
        VersionReady = "version.ready",
        /// A version could not be built.
        VersionFailed = "version.failed",
        /// A version was yanked or deprecated, or no longer is.
        VersionUpdated = "version.updated",
        /// Another version answers at the plugin's address.
        Released = "plugin.released",
        /// A build moved on.
        BuildProgress = "build.progress",
        /// The source in a plugin's workspace changed.
        WorkspaceChanged = "workspace.changed",
        /// The source of one of its versions, or of its draft, can't be loaded.
        PluginFailed = "plugin.failed",
        /// An installation's options, grants, limits or pinned version changed.
        InstallationUpdated = "installation.updated",
        /// A kind this node does not know, written by a newer one: caches of the plugin are to be dropped.
        Other = "other",
    }
}

text_enum! {
    /// Who may hear of an event.
    pub enum Audience {
        /// Everyone, in the catalogue's feed.
        Everyone = "everyone",
        /// Whoever knows the plugin's address, in the plugin's own feed only.
        Knowing = "knowing",
        /// Those who may see the plugin's inside: its owner, members of its organisation, administrators.
        Maintainers = "maintainers",
    }
}

/// Something that happened to a plugin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// Position in the order of all events.
    pub seq: i64,
    /// What happened.
    pub kind: EventKind,
    /// The plugin it happened to.
    pub plugin: PluginId,
    /// Who may hear of it.
    #[serde(skip)]
    pub audience: Audience,
    /// More about it, by kind.
    pub data: Value,
    /// When.
    pub at: DateTime<Utc>,
}

/// An event about to be stored; its number and time come with the commit.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// What happened.
    pub kind: EventKind,
    /// The plugin it happened to.
    pub plugin: PluginId,
    /// Who may hear of it.
    pub audience: Audience,
    /// More about it, by kind.
    pub data: Value,
}

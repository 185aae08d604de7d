//! Packages that came without a manifest. What the platform writes into theirs it does not know from the package: the
//! name of the plugin that it belongs to, and the number of the version that it becomes.

use std::collections::BTreeMap;

use mspf_catalog::{
    Actor, CatalogError, Files, NewPlugin, NewVersion, Plugin, PluginId, Published, TreeFile, Version,
    VersionState, Visibility,
};
use mspf_package::{MANIFEST_FILE, Manifest, PLATFORM_FOLDER, PackageError};

use crate::{ApiState, contents::store, error::ApiError};

/// How often a number is chosen again because another upload has taken it meanwhile: each time one more version has
/// been published, so only a flood of uploads of one plugin comes this far.
const MAX_CHOICES: usize = 8;

/// A package whose manifest the platform has written.
pub(crate) struct Source {
    /// The identifier that the plugin had in version 1 of the platform.
    pub(crate) id: Option<PluginId>,
    /// The text of the manifest, with the number of a first version.
    pub(crate) text: String,
    /// Everything else.
    pub(crate) version: NewVersion,
}

/// What publishing comes to.
pub(crate) enum Next {
    /// A new version.
    Version(Box<Published>),
    /// Nothing new: the plugin is made of these files already.
    Same(Box<(Plugin, Version)>),
}

impl Source {
    /// The plugin as it would start.
    pub(crate) fn plugin(&self, visibility: Visibility) -> NewPlugin {
        NewPlugin { id: self.id.clone(), ..NewPlugin::from_manifest(&self.version.manifest, visibility) }
    }

    /// The number of a first version.
    pub(crate) fn first_number(&self) -> semver::Version {
        self.version.manifest.plugin.version.clone()
    }

    /// The package as a version of a plugin. Its manifest is in storage afterwards.
    pub(crate) async fn as_version(
        &self,
        state: &ApiState,
        name: &str,
        number: &semver::Version,
    ) -> Result<NewVersion, ApiError> {
        let text = Manifest::text_with_name(&self.text, name).map_err(PackageError::from)?;
        let text = Manifest::text_with_version(&text, number).map_err(PackageError::from)?;
        let mut version = self.version.clone();
        version.manifest = Manifest::parse(&text).map_err(PackageError::from)?;
        let file = store(state, MANIFEST_FILE.to_owned(), text.into_bytes()).await?;
        version.files.iter_mut().filter(|old| old.path == file.path).for_each(|old| *old = file.clone());
        Ok(version)
    }

    /// Whether a version that does what this one shall do is made of the same files.
    async fn is(&self, state: &ApiState, plugin: &Plugin, newest: &Version) -> Result<bool, ApiError> {
        let answers =
            newest.state == VersionState::Building || plugin.version.as_ref() == Some(&newest.version);
        if newest.yanked.is_some() || self.version.release && !answers {
            return Ok(false);
        }
        let mut manifest = self.version.manifest.clone();
        manifest.plugin.name.clone_from(&plugin.name);
        manifest.plugin.version = newest.version.parse().map_err(ApiError::internal)?;
        let same = serde_json::to_value(&manifest).map_err(ApiError::internal)? == newest.manifest;
        let files = state.catalog.files(&Files::Tree(newest.tree)).await?;
        Ok(same && contents(&files) == contents(&self.version.files))
    }
}

/// Publishes a package as the next version of a plugin: a patch above the highest one, unless it is the same again.
///
/// # Errors
/// `account.role_required`; `version.exists` if others publish without end; `version.numbers_used_up`.
pub(crate) async fn publish_next(
    state: &ApiState,
    actor: &Actor,
    plugin: &Plugin,
    source: &Source,
) -> Result<Next, ApiError> {
    let versions = state.catalog.versions();
    let mut choices = 0;
    loop {
        let newest = versions.newest(&plugin.id).await?;
        let number = match &newest {
            None => source.first_number(),
            Some(newest) => newest.next_number().ok_or_else(|| used_up(newest))?,
        };
        if let Some(newest) = newest
            && source.is(state, plugin, &newest).await?
        {
            return Ok(Next::Same(Box::new((plugin.clone(), newest))));
        }
        let version = source.as_version(state, &plugin.name, &number).await?;
        choices += 1;
        // The plugin is locked while its versions are looked at: a number is taken once.
        match versions.publish(actor, &plugin.id, version).await {
            Err(CatalogError::Conflict { code: "version.exists", .. }) if choices < MAX_CHOICES => {}
            done => return Ok(Next::Version(Box::new(done?))),
        }
    }
}

fn used_up(newest: &Version) -> ApiError {
    let newest = &newest.version;
    let detail =
        format!("There is no patch above {newest}. Put an mspf.toml with a higher version into the zip.");
    ApiError::conflict("version.numbers_used_up", detail)
}

/// The files that came with a package, without the manifest and what the platform adds.
fn contents(files: &[TreeFile]) -> BTreeMap<&str, &str> {
    let ours = |path: &str| path == MANIFEST_FILE || path.split('/').next() == Some(PLATFORM_FOLDER);
    files.iter().filter(|it| !ours(&it.path)).map(|it| (it.path.as_str(), it.digest.as_str())).collect()
}

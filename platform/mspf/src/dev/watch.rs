//! Noticing that an author has changed something.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use globset::{Glob, GlobSet, GlobSetBuilder};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;

use crate::{
    failure::{Failure, OrFail},
    project::{Project, is_made_by_tools},
};

/// How long to wait for further changes: an editor writes several files at once, a branch switch hundreds.
const SETTLE: Duration = Duration::from_millis(150);

/// Watches a project's sources.
pub(crate) struct Watch {
    changes: mpsc::UnboundedReceiver<()>,
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Starts watching.
    pub(crate) fn start(project: &Project) -> Result<Self, Failure> {
        let failed = format!("could not watch {}", project.root.display());
        let relevant = Relevant::new(project)?;
        let (sender, changes) = mpsc::unbounded_channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let Ok(event) = event else { return };
            if !event.kind.is_access() && event.paths.iter().any(|path| relevant.matches(path)) {
                // The receiver is gone only when the program ends.
                let _ = sender.send(());
            }
        })
        .or_fail(&failed)?;
        watcher.watch(&project.root, RecursiveMode::Recursive).or_fail(failed)?;
        Ok(Self { changes, _watcher: watcher })
    }

    /// Waits for a change, and until no other has followed for a moment.
    pub(crate) async fn changed(&mut self) {
        if self.changes.recv().await.is_none() {
            return std::future::pending().await;
        }
        while let Ok(Some(())) = tokio::time::timeout(SETTLE, self.changes.recv()).await {}
    }
}

/// Which files ask for a new build.
struct Relevant {
    root: PathBuf,
    /// What a build writes.
    built: Option<PathBuf>,
    /// Read from the disk by the server, whenever they are asked for.
    statics: Option<PathBuf>,
    /// The manifest's `[build] watch`; empty means everything.
    patterns: GlobSet,
}

impl Relevant {
    fn new(project: &Project) -> Result<Self, Failure> {
        let mut patterns = GlobSetBuilder::new();
        for pattern in project.manifest.build.iter().flat_map(|build| &build.watch) {
            patterns.add(Glob::new(pattern).or_fail("the manifest's [build] watch cannot be used")?);
        }
        let is_built = project.manifest.build.is_some() || project.is_rust();
        Ok(Self {
            root: project.root.clone(),
            built: project.component().filter(|_| is_built),
            statics: project.static_folder(),
            patterns: patterns.build().or_fail("the manifest's [build] watch cannot be used")?,
        })
    }

    fn matches(&self, path: &Path) -> bool {
        let Ok(inside) = path.strip_prefix(&self.root) else { return false };
        if inside == Path::new(mspf_package::MANIFEST_FILE) {
            return true;
        }
        let by_tools = inside.iter().any(|part| is_made_by_tools(&part.to_string_lossy()));
        let built = self.built.as_deref() == Some(path);
        let statics = self.statics.as_ref().is_some_and(|folder| path.starts_with(folder));
        !by_tools && !built && !statics && (self.patterns.is_empty() || self.patterns.is_match(inside))
    }
}

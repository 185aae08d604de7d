//! The lists of static files, one for each version, or state of a workspace, that was asked for a file.

use std::sync::Arc;

use mspf_catalog::{Catalog, CatalogError, Files};

use crate::mount::Site;
use crate::site::{Index, Listed};

/// The lists in memory.
pub(crate) struct Sites {
    catalog: Catalog,
    indexes: moka::future::Cache<Files, Arc<Index>>,
}

impl Sites {
    pub(crate) fn new(catalog: Catalog, memory: u64) -> Self {
        let weigh = |_: &Files, index: &Arc<Index>| u32::try_from(index.weight()).unwrap_or(u32::MAX);
        let indexes = moka::future::Cache::builder().max_capacity(memory).weigher(weigh).build();
        Self { catalog, indexes }
    }

    /// The static files of a mount. What its `Files` name never changes, so neither does this.
    pub(crate) async fn index(&self, site: &Site) -> Result<Arc<Index>, Arc<CatalogError>> {
        match self.indexes.get(&site.files).await {
            Some(index) => Ok(index),
            None => self.indexes.try_get_with(site.files.clone(), self.read(site)).await,
        }
    }

    async fn read(&self, site: &Site) -> Result<Arc<Index>, CatalogError> {
        let entries = self.catalog.files(&site.files).await?;
        let files = entries.into_iter().filter_map(|entry| {
            // A row whose digest is none names no blob.
            Some(Listed { path: entry.path, digest: entry.digest.parse().ok()?, size: entry.size })
        });
        Ok(Arc::new(Index::new(&site.section.dir, &site.section.mount, files)))
    }
}

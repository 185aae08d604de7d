//! What copying and moving have in common: the request.

use mspf_catalog::Arrange;
use serde::Deserialize;
use utoipa::ToSchema;

/// What to copy or move, and where to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkspaceArrange)]
pub(super) struct ArrangeBody {
    /// Files and folders, each with everything in it.
    #[schema(example = json!(["templates/home.html"]))]
    from: Vec<String>,
    /// The new path of a single one: a new name, or another place.
    #[schema(example = "templates/index.html")]
    to: Option<String>,
    /// Instead of `to`: the folder they go into, each under its own name; empty is the root. It is made if it is not
    /// there.
    folder: Option<String>,
    /// Whether files that are there may be replaced.
    #[serde(default)]
    overwrite: bool,
}

impl From<ArrangeBody> for Arrange {
    fn from(body: ArrangeBody) -> Arrange {
        let ArrangeBody { from, to, folder, overwrite } = body;
        Arrange { from, folder, to, overwrite }
    }
}

//! `owner/name` in paths: two segments that stand for the one an identifier takes.

use http::{Request, Uri, uri::PathAndQuery};

const PLUGINS: &str = "/api/v1/plugins/";
/// Routes beside the plugins; accounts cannot be called so.
const NO_OWNERS: [&str; 1] = ["upload"];
/// What identifiers start with, and names of accounts, being lower case, never do.
const ID_PREFIX: &str = mspf_catalog::PluginId::PREFIX;

/// Writes `/plugins/owner/name/…` as `/plugins/owner%2Fname/…`, which the routes match as one segment.
pub(crate) fn join_owner_and_name<B>(mut request: Request<B>) -> Request<B> {
    if let Some(uri) = joined(request.uri()) {
        *request.uri_mut() = uri;
    }
    request
}

fn joined(uri: &Uri) -> Option<Uri> {
    let (owner, rest) = uri.path().strip_prefix(PLUGINS)?.split_once('/')?;
    let by_id = owner.starts_with(ID_PREFIX) || owner.contains('%') || NO_OWNERS.contains(&owner);
    // No account has a shorter name.
    if by_id || owner.len() < 2 || rest.is_empty() || rest.starts_with('/') {
        return None;
    }
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(format!("{PLUGINS}{owner}%2F{rest}{query}")).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(uri: &'static str) -> String {
        let uri = Uri::from_static(uri);
        joined(&uri).unwrap_or(uri).to_string()
    }

    #[test]
    fn owner_and_name_become_one_segment() {
        assert_eq!(path("/api/v1/plugins/ada/hello"), "/api/v1/plugins/ada%2Fhello");
        assert_eq!(
            path("/api/v1/plugins/ada/hello/versions?after=x"),
            "/api/v1/plugins/ada%2Fhello/versions?after=x"
        );
        assert_eq!(path("/api/v1/plugins/ada/versions/versions"), "/api/v1/plugins/ada%2Fversions/versions");
    }

    #[test]
    fn everything_else_stays() {
        for stays in [
            "/api/v1/plugins",
            "/api/v1/plugins/",
            "/api/v1/plugins//x",
            "/api/v1/plugins/ada",
            "/api/v1/plugins/ada/",
            "/api/v1/plugins/upload",
            "/api/v1/plugins/SP_1/versions",
            "/api/v1/plugins/0/versions",
            "/api/v1/plugins/ada%2Fhello/versions",
            "/plugins/ada/hello",
        ] {
            assert_eq!(path(stays), stays);
        }
    }
}

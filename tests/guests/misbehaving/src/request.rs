//! The request as the attacks need it: a path and parameters.

use wasip2::http::types::{IncomingRequest, Method};

pub(crate) struct Request {
    incoming: IncomingRequest,
    path: String,
    query: String,
}

impl Request {
    pub(crate) fn new(incoming: IncomingRequest) -> Self {
        let target = incoming.path_with_query().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        Self { path: path.to_owned(), query: query.to_owned(), incoming }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn query(&self) -> &str {
        &self.query
    }

    pub(crate) fn incoming(&self) -> &IncomingRequest {
        &self.incoming
    }

    pub(crate) fn into_incoming(self) -> IncomingRequest {
        self.incoming
    }

    /// The parameter as it stands in the query: nothing is decoded.
    pub(crate) fn text(&self, name: &str, default: &str) -> String {
        let mut pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map_or(default, |(_, value)| value).to_owned()
    }

    pub(crate) fn number(&self, name: &str, default: u64) -> u64 {
        self.text(name, "").parse().unwrap_or(default)
    }

    pub(crate) fn method(&self) -> String {
        match self.incoming.method() {
            Method::Get => "GET".to_owned(),
            Method::Head => "HEAD".to_owned(),
            Method::Post => "POST".to_owned(),
            Method::Put => "PUT".to_owned(),
            Method::Delete => "DELETE".to_owned(),
            Method::Connect => "CONNECT".to_owned(),
            Method::Options => "OPTIONS".to_owned(),
            Method::Trace => "TRACE".to_owned(),
            Method::Patch => "PATCH".to_owned(),
            Method::Other(name) => name,
        }
    }
}

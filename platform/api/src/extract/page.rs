//! Lists in pages, found again by where the last one ended: steady while rows come and go, and as fast at the end
//! as at the start.

use axum::extract::FromRequestParts;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::request::Parts;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};

use crate::{error::ApiError, extract::Query};

/// Items of a page unless asked for otherwise: a screenful.
pub const PER_PAGE: u64 = 30;
/// Most items of a page, which bounds the work of one request.
pub const PER_PAGE_MAX: u64 = 100;

/// Which page of a list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// The `next` of the page before; without it, the first page.
    after: Option<String>,
    /// How many items, 100 at most.
    #[param(minimum = 1, maximum = 100, default = 30)]
    per_page: Option<u64>,
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Query(page) = Query::<Page>::from_request_parts(parts, state).await?;
        match page.per_page {
            Some(items) if !(1..=PER_PAGE_MAX).contains(&items) => {
                let detail = format!("Ask for 1 to {PER_PAGE_MAX} items.");
                Err(ApiError::invalid("per_page", "page.size_out_of_range", detail))
            }
            _ => Ok(page),
        }
    }
}

impl Page {
    /// Where the page before ended, as [`Page::list`] was told.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, ApiError> {
        let decode = |cursor: &String| {
            let json = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
            // A cursor with U+0000 was not made here, and PostgreSQL would fail on it.
            if json.windows(6).any(|window| window == b"\\u0000") {
                return None;
            }
            serde_json::from_slice(&json).ok()
        };
        let invalid =
            || ApiError::bad_request("page.cursor_invalid", "Take `after` from the `next` of a page.");
        self.after.as_ref().map(|cursor| decode(cursor).ok_or_else(invalid)).transpose()
    }

    /// How many items the page has.
    pub fn size(&self) -> u64 {
        self.per_page.unwrap_or(PER_PAGE)
    }

    /// How many rows to read: one more than the page has, to know whether another follows.
    pub fn limit(&self) -> u64 {
        self.size() + 1
    }

    /// The page made of up to [`Page::limit`] rows; `key` says where a row stands in the order of the list.
    pub fn list<R, T, K: Serialize>(
        &self,
        mut rows: Vec<R>,
        key: impl FnOnce(&R) -> K,
        item: impl FnMut(R) -> T,
    ) -> List<T> {
        let size = usize::try_from(self.size()).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        let last = rows.last().filter(|_| more);
        let next = last.and_then(|row| serde_json::to_vec(&key(row)).ok());
        List {
            next: next.map(|json| BASE64_URL_SAFE_NO_PAD.encode(json)),
            items: rows.into_iter().map(item).collect(),
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The items.
    pub items: Vec<T>,
    /// What to pass as `after` for the next page; null on the last one.
    pub next: Option<String>,
}

impl<T> List<T> {
    /// A page of a list whose order only its source knows: `next` is the source's own cursor.
    pub fn continued(items: Vec<T>, next: Option<impl Serialize>) -> List<T> {
        let next = next.and_then(|key| serde_json::to_vec(&key).ok());
        List { items, next: next.map(|json| BASE64_URL_SAFE_NO_PAD.encode(json)) }
    }

    /// A list that is short by nature and comes whole.
    pub fn whole(items: Vec<T>) -> List<T> {
        List { items, next: None }
    }
}

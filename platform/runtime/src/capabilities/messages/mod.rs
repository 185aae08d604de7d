//! `mspf:plugin/messages`: requests and responses of `wasi:http` in one piece. It grants nothing that `wasi:http` does
//! not; it spares Python's runtime some fifteen calls, and a resource for most of them, with every request.

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, Full};
use wasmtime::component::{HasSelf, Linker, Resource};
use wasmtime_wasi_http::{
    WasiBody, WasiHttpCtxView, WasiHttpView,
    p2::{
        bindings::http::types::{HostFields, HostIncomingRequest as _, Method},
        types::{HostIncomingRequest, HostResponseOutparam},
    },
};

use super::python_bindings::mspf::plugin::messages::{self, RequestHead};
use crate::instance::State;

/// What a client is told whose response can't be sent.
const FAILED: &[u8] = b"Internal Server Error\n";

pub(crate) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    messages::add_to_linker::<State, HasSelf<State>>(linker, |state| state)
}

impl messages::Host for State {
    async fn head(&mut self, request: Resource<HostIncomingRequest>) -> wasmtime::Result<RequestHead> {
        let mut http = self.http();
        let again = || Resource::new_borrow(request.rep());
        let fields = http.headers(again())?;
        let headers = HostFields::entries(&mut http, Resource::new_borrow(fields.rep()))?;
        HostFields::drop(&mut http, fields)?;
        Ok(RequestHead {
            method: name(http.method(again())?),
            target: http.path_with_query(again())?.unwrap_or_else(|| "/".to_owned()),
            authority: http.authority(again())?.unwrap_or_default(),
            headers,
        })
    }

    async fn respond(
        &mut self,
        out: Resource<HostResponseOutparam>,
        status: u16,
        headers: Vec<(String, Vec<u8>)>,
        body: Vec<u8>,
    ) -> wasmtime::Result<Result<(), String>> {
        let mut http = self.http();
        let whole = whole(&mut http, status, headers, body)?;
        let out = http.table.delete(out)?;
        let (response, told) = match whole {
            Ok(response) => (response, Ok(())),
            Err(reason) => (failed(), Err(reason)),
        };
        (out.send)(Ok(response));
        Ok(told)
    }
}

fn name(method: Method) -> String {
    let known = match method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
        Method::Connect => "CONNECT",
        Method::Options => "OPTIONS",
        Method::Trace => "TRACE",
        Method::Patch => "PATCH",
        Method::Other(name) => return name,
    };
    known.to_owned()
}

/// The response, or why HTTP does not allow it.
fn whole(
    http: &mut WasiHttpCtxView<'_>,
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
) -> wasmtime::Result<Result<http::Response<WasiBody>, String>> {
    let fields = match HostFields::from_list(http, headers) {
        Ok(fields) => fields,
        Err(error) => {
            return Ok(Err(format!(
                "the response has a header that HTTP does not allow: {}",
                error.downcast()?
            )));
        }
    };
    let headers: HeaderMap = http.table.delete(fields)?.into();
    let length = headers.get(header::CONTENT_LENGTH);
    if length.is_some_and(|length| length.as_bytes() != body.len().to_string().as_bytes()) {
        return Ok(Err("the response's body does not have its Content-Length".to_owned()));
    }
    let Ok(status) = StatusCode::from_u16(status) else {
        return Ok(Err(format!("the response has a status that HTTP does not allow: {status}")));
    };
    let mut response = http::Response::new(full(body.into()));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(Ok(response))
}

fn failed() -> http::Response<WasiBody> {
    let mut response = http::Response::new(full(Bytes::from_static(FAILED)));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    let text = http::HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, text);
    response
}

fn full(body: Bytes) -> WasiBody {
    Full::new(body).map_err(|never| match never {}).boxed_unsync()
}

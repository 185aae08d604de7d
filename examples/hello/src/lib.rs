//! The smallest plugin: one answer, straight on `wasi:http` 0.2, without a framework.

use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{
    ErrorCode, Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam,
};

const GREETING: &[u8] = b"Hello, world!\n";

struct Hello;

wasip2::http::proxy::export!(Hello);

impl Guest for Hello {
    fn handle(_request: IncomingRequest, out: ResponseOutparam) {
        let headers = [
            ("content-type".to_owned(), b"text/plain; charset=utf-8".to_vec()),
            ("content-length".to_owned(), GREETING.len().to_string().into_bytes()),
        ];
        let Ok(headers) = Fields::from_list(&headers) else {
            return ResponseOutparam::set(out, Err(ErrorCode::InternalError(None)));
        };
        let response = OutgoingResponse::new(headers);
        let body = response.body();
        ResponseOutparam::set(out, Ok(response));
        if let Ok(body) = body {
            // A client that has gone is no error of ours.
            let _ = body.write().map(|stream| stream.blocking_write_and_flush(GREETING));
            let _ = OutgoingBody::finish(body, None);
        }
    }
}

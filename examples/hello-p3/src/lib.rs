//! The smallest plugin of the WASI 0.3 generation: the handler is an async function, and the
//! body is a stream that it writes to after it has answered.

use wasip3::http::types::{ErrorCode, Fields, Request, Response};
use wasip3::{wit_bindgen, wit_future, wit_stream};

const GREETING: &[u8] = b"Hello, world!\n";

struct Hello;

wasip3::http::service::export!(Hello);

impl wasip3::exports::http::handler::Guest for Hello {
    async fn handle(_request: Request) -> Result<Response, ErrorCode> {
        let headers = Fields::from_list(&[
            ("content-type".to_owned(), b"text/plain; charset=utf-8".to_vec()),
            ("content-length".to_owned(), GREETING.len().to_string().into_bytes()),
        ])
        .map_err(|_| ErrorCode::InternalError(None))?;
        let (mut body, body_reader) = wit_stream::new();
        // Dropping the writer settles the future with its default: no trailers.
        let (_, trailers) = wit_future::new(|| Ok(None));
        let (response, _sent) = Response::new(headers, Some(body_reader), trailers);
        wit_bindgen::spawn_local(async move {
            body.write_all(GREETING.to_vec()).await;
        });
        Ok(response)
    }
}

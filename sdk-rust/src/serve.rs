//! The bridge between the component's export and an axum router. Public for [`serve!`](crate::serve!) alone.

use axum::Router;
use wstd::http::server::Responder;

pub use wasip2::exports::http::incoming_handler::Guest;
pub use wasip2::http::types::{IncomingRequest, ResponseOutparam};
pub use wstd::__internal::wasip2;

/// Makes the crate a plugin that answers with the router that the named function returns.
///
/// Use it once, in a library crate with `crate-type = ["cdylib"]`. The function runs at the first request
/// of every instance; keep it quick.
///
/// ```no_run
/// use mspf_sdk::axum::{Router, routing::get};
///
/// # fn main() {} mod plugin { use super::*;
/// fn app() -> Router {
///     Router::new().route("/", get(|| async { "Hello!\n" }))
/// }
///
/// mspf_sdk::serve!(app);
/// # }
/// ```
#[macro_export]
macro_rules! serve {
    ($app:path) => {
        const _: () = {
            struct Plugin;

            impl $crate::serve::Guest for Plugin {
                fn handle(
                    request: $crate::serve::IncomingRequest,
                    response: $crate::serve::ResponseOutparam,
                ) {
                    $crate::serve::handle(request, response, $app);
                }
            }

    $crate::serve::wasip2::http::proxy::export!(Plugin with_types_in $crate::serve::wasip2);
        };
    };
}

/// Answers one request with the router.
pub fn handle(request: IncomingRequest, response: ResponseOutparam, app: fn() -> Router) {
    crate::logging::init_once();
    let responder = Responder::new(response);
    wstd::runtime::block_on(async move {
        let answered = match wstd::http::request::try_from_incoming(request) {
            Ok(request) => wstd_axum::serve(request, app()).await,
            Err(error) => Err(error),
        };
        match answered {
            Ok(answer) => {
                // The head is out by now: all that can fail is sending the body, mostly because
                // the client has gone.
                if let Err(error) = responder.respond(answer).await {
                    log::debug!("the response was not sent whole: {error:#}");
                }
            }
            Err(error) => responder.fail(error),
        }
    });
}

//! Test only: a component that attacks the platform in every way we know.
//!
//! One route an attack; `tests/guests/README.md` lists them. It is written straight on `wasi:http` 0.2:
//! a framework would answer properly.

mod compute;
mod output;
mod reach;
mod report;
mod request;

use request::Request;
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, ResponseOutparam};

struct Misbehaving;

wasip2::http::proxy::export!(Misbehaving);

impl Guest for Misbehaving {
    fn handle(incoming: IncomingRequest, out: ResponseOutparam) {
        let request = Request::new(incoming);
        match request.path() {
            "/" => output::text(out, 200, "misbehaving\n"),

            "/loop" => compute::spin(),
            "/sleep" => compute::sleep(&request, out),
            "/allocate" => compute::allocate(),
            "/grow-memory" => compute::grow_memory(&request, out),
            "/recurse" => compute::recurse(out),
            "/panic" => panic!("asked to panic"),
            "/trap" => compute::trap(),
            "/exit" => compute::exit(&request),
            "/linger" => compute::linger(&request, out),
            "/resources" => compute::hoard_resources(out),
            "/pollables" => compute::hoard_pollables(out),
            "/random" => compute::random(&request, out),

            "/never" => drop(out),
            "/twice" => output::answer_twice(out),
            "/fail" => output::fail(out),
            "/status" => output::text(out, request.number("code", 200) as u16, "as asked\n"),
            "/body" => output::body(&request, out),
            "/slow-body" => output::slow_body(&request, out),
            "/headers-only" => output::headers_only(out),
            "/trap-in-body" => output::trap_in_body(out),
            "/wrong-length" => output::wrong_length(&request, out),
            "/huge-headers" => output::huge_headers(&request, out),
            "/set-header" => output::set_header(&request, out),
            "/trailers" => output::trailers(out),
            "/stdout" => output::flood(&request, out),
            "/log" => output::log(&request, out),
            "/echo" => output::echo(request, out),
            "/ignore-body" => output::text(out, 200, "did not look\n"),

            "/read" => reach::read_file(&request, out),
            "/list" => reach::list_directory(&request, out),
            "/write" => reach::write_file(&request, out),
            "/environment" => reach::environment(out),
            "/connect" => reach::connect(&request, out),
            "/listen" => reach::listen(&request, out),
            "/udp" => reach::udp(&request, out),
            "/resolve" => reach::resolve(&request, out),
            "/fetch" => reach::fetch(&request, out),

            "/request" => report::request(&request, out),
            "/context" => report::context(out),
            "/count" => report::count(out),
            _ => output::text(out, 404, "no such attack\n"),
        }
    }
}

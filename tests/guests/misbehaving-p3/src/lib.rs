//! Test only: the essential attacks once more, by a component of the WASI 0.3 generation, whose calls the
//! platform drives in another way. `tests/guests/README.md` lists the routes.

mod answer;
mod report;

use std::hint::black_box;

use wasip3::clocks::monotonic_clock;
use wasip3::http::client;
use wasip3::http::types::{ErrorCode, Fields, Request, Response, Scheme};
use wasip3::{wit_bindgen, wit_future, wit_stream};

const SECOND: u64 = 1_000_000_000;
const CHUNK: usize = 64 * 1024;

struct Misbehaving;

wasip3::http::service::export!(Misbehaving);

impl wasip3::exports::http::handler::Guest for Misbehaving {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        let target = request.get_path_with_query().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        match path {
            "/" => answer::text(200, "misbehaving\n"),
            "/loop" => spin(),
            "/sleep" => {
                monotonic_clock::wait_for(number(query, "ms", u64::MAX / 1_000_000) * 1_000_000).await;
                answer::text(200, "slept\n")
            }
            "/allocate" => allocate(),
            "/panic" => panic!("asked to panic"),
            "/never" => std::future::pending().await,
            "/fail" => Err(ErrorCode::InternalError(Some("secret detail".to_owned()))),
            "/linger" => {
                wit_bindgen::spawn_local(async {
                    // Lets the response leave first.
                    monotonic_clock::wait_for(SECOND / 20).await;
                    spin()
                });
                answer::text(200, "answered\n")
            }
            "/body" => endless_body(),
            "/slow-body" => slow_body(number(query, "chunks", 10), number(query, "ms", 100)),
            "/headers-only" => headers_only(),
            "/trap-in-body" => trap_in_body(),
            "/trailers" => answer::with_trailer("body\n", ("x-checksum", "1234")),
            "/echo" => echo(request),
            "/fetch" => fetch(&text(query, "authority", "127.0.0.1:8899")).await,
            "/stdout" => {
                (0..number(query, "lines", u64::MAX)).for_each(|_| println!("{}", "x".repeat(200)));
                answer::text(200, "written\n")
            }
            "/request" => report::request(&request, path, query),
            "/context" => report::context(),
            "/count" => report::count(),
            _ => answer::text(404, "no such attack\n"),
        }
    }
}

fn text(query: &str, name: &str, default: &str) -> String {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map_or(default, |(_, value)| value).to_owned()
}

fn number(query: &str, name: &str, default: u64) -> u64 {
    text(query, name, "").parse().unwrap_or(default)
}

fn spin() -> ! {
    let mut n = 0_u64;
    loop {
        n = black_box(n.wrapping_add(1));
    }
}

fn allocate() -> ! {
    let mut hoard = Vec::new();
    loop {
        hoard.push(black_box(vec![1_u8; 1 << 20]));
    }
}

fn endless_body() -> Result<Response, ErrorCode> {
    let (mut writer, reader) = wit_stream::new();
    wit_bindgen::spawn_local(async move { while writer.write_all(vec![b'x'; CHUNK]).await.is_empty() {} });
    answer::stream("application/octet-stream", reader)
}

/// Numbered lines, each after a pause.
fn slow_body(chunks: u64, ms: u64) -> Result<Response, ErrorCode> {
    let (mut writer, reader) = wit_stream::new();
    wit_bindgen::spawn_local(async move {
        for n in 0..chunks {
            if !writer.write_all(format!("{n}\n").into_bytes()).await.is_empty() {
                return;
            }
            monotonic_clock::wait_for(ms * 1_000_000).await;
        }
    });
    answer::stream("text/plain", reader)
}

/// A head, and then nothing for ever.
fn headers_only() -> Result<Response, ErrorCode> {
    let (writer, reader) = wit_stream::new();
    wit_bindgen::spawn_local(async move {
        std::future::pending::<()>().await;
        drop(writer);
    });
    answer::stream("text/plain", reader)
}

fn trap_in_body() -> Result<Response, ErrorCode> {
    let (mut writer, reader) = wit_stream::new();
    wit_bindgen::spawn_local(async move {
        writer.write_all(b"the first half, ".to_vec()).await;
        core::arch::wasm32::unreachable()
    });
    answer::stream("text/plain", reader)
}

/// Sends the request's body and trailers back as they come: the very streams, unread.
fn echo(request: Request) -> Result<Response, ErrorCode> {
    let (_, read_whole) = wit_future::new(|| Ok(()));
    let (body, trailers) = Request::consume_body(request, read_whole);
    let (response, _sent) = Response::new(Fields::new(), Some(body), trailers);
    Ok(response)
}

/// An outgoing HTTP request; answers with the status it got, or 403 with the error.
async fn fetch(authority: &str) -> Result<Response, ErrorCode> {
    let (_, trailers) = wit_future::new(|| Ok(None));
    let (outgoing, _sent) = Request::new(Fields::new(), None, trailers, None);
    let set = outgoing
        .set_scheme(Some(&Scheme::Http))
        .and_then(|()| outgoing.set_authority(Some(authority)))
        .and_then(|()| outgoing.set_path_with_query(Some("/")));
    if set.is_err() {
        return answer::text(403, "the host does not take this address\n");
    }
    match client::send(outgoing).await {
        Ok(response) => answer::text(200, &format!("status {}\n", response.get_status_code())),
        Err(error) => answer::text(403, &format!("{error}\n")),
    }
}

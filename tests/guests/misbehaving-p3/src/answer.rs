//! Proper answers.

use wasip3::http::types::{ErrorCode, Fields, Response};
use wasip3::wit_bindgen::StreamReader;
use wasip3::{wit_bindgen, wit_future, wit_stream};

pub(crate) fn text(status: u16, body: &str) -> Result<Response, ErrorCode> {
    let response = whole("text/plain; charset=utf-8", body)?;
    response.set_status_code(status).map_err(|()| ErrorCode::InternalError(None))?;
    Ok(response)
}

pub(crate) fn json(body: &serde_json::Value) -> Result<Response, ErrorCode> {
    whole("application/json", &body.to_string())
}

fn whole(content_type: &str, body: &str) -> Result<Response, ErrorCode> {
    let (mut writer, reader) = wit_stream::new();
    let bytes = body.as_bytes().to_vec();
    wit_bindgen::spawn_local(async move {
        writer.write_all(bytes).await;
    });
    stream(content_type, reader)
}

pub(crate) fn stream(content_type: &str, body: StreamReader<u8>) -> Result<Response, ErrorCode> {
    let (_, trailers) = wit_future::new(|| Ok(None));
    let (response, _sent) = Response::new(fields(&[("content-type", content_type)])?, Some(body), trailers);
    Ok(response)
}

pub(crate) fn with_trailer(body: &str, trailer: (&str, &str)) -> Result<Response, ErrorCode> {
    let (mut writer, reader) = wit_stream::new();
    let (trailers_writer, trailers_reader) = wit_future::new(|| Ok(None));
    let (bytes, trailers) = (body.as_bytes().to_vec(), fields(&[trailer])?);
    wit_bindgen::spawn_local(async move {
        writer.write_all(bytes).await;
        drop(writer);
        let _ = trailers_writer.write(Ok(Some(trailers))).await;
    });
    let (response, _sent) = Response::new(fields(&[("trailer", trailer.0)])?, Some(reader), trailers_reader);
    Ok(response)
}

fn fields(entries: &[(&str, &str)]) -> Result<Fields, ErrorCode> {
    let entries: Vec<_> =
        entries.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    Fields::from_list(&entries).map_err(|_| ErrorCode::InternalError(None))
}

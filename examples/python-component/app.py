"""A plugin that is a component of its own: Python, built by its author with componentize-py and nothing else."""

from componentize_py_types import Ok
from wit_world import exports
from wit_world.imports import context
from wit_world.imports.wasi_http_types import Fields, OutgoingBody, OutgoingResponse, ResponseOutparam


class WitWorld:
    """The world itself exports no function."""


class IncomingHandler(exports.IncomingHandler):
    """`wasi:http/incoming-handler`."""

    def handle(self, request, response_out) -> None:
        """Greets whoever asks, with the path that was asked for."""
        path = (request.path_with_query() or "/").partition("?")[0]
        version = context.current_installation().version
        text = f"Hello from a Python component {version} at {path}\n".encode()
        headers = Fields.from_list([("content-type", b"text/plain; charset=utf-8")])
        response = OutgoingResponse(headers)
        body = response.body()
        ResponseOutparam.set(response_out, Ok(response))
        with body.write() as stream:
            stream.blocking_write_and_flush(text)
        OutgoingBody.finish(body, None)

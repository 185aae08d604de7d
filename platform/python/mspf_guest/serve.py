"""Answers a request with the plugin's WSGI application (PEP 3333)."""

from mspf_guest import django_project, failure, request, response
from mspf_guest.gaps import exchange, logs

application = None
"""The plugin, once it has been loaded."""

_prefix = ""
# By a name that no plugin can take away.
_Anything = BaseException


def handle(incoming, response_out) -> None:
    """Calls the application; whatever it raises is logged and, where the head has not been sent, a 500."""
    environ = request.environ(incoming)
    _follow(environ["SCRIPT_NAME"])
    answer = response.Response(response_out, environ["REQUEST_METHOD"])
    try:
        chunks = application(environ, answer.start)
        try:
            answer.send(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        answer.finish()
    except response.ClientGone:
        answer.abandon()
    except _Anything as error:  # Even a plugin that exits owes its client an answer.
        failure.repair()
        logs.emit(logs.ERROR, environ["PATH_INFO"], failure.report(error))
        answer.fail()
    finally:
        environ["wsgi.input"].close()
        exchange.close_all()


def _follow(prefix: str) -> None:
    """One instance answers at several addresses: what has been derived from another prefix is forgotten."""
    global _prefix
    if prefix != _prefix:
        _prefix = prefix
        django_project.forget_prefix()

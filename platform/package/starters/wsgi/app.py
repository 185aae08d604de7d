"""A web service without a framework: one function, as PEP 3333 describes it."""

from urllib.parse import parse_qs


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/":
        name = parse_qs(environ["QUERY_STRING"]).get("name", ["stranger"])[0]
        status, text = "200 OK", f"Hello, {name}!\n"
    else:
        status, text = "404 Not Found", "There is nothing here.\n"
    start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
    return [text.encode()]

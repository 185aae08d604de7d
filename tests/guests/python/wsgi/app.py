"""Plain WSGI applications: each path shows one thing."""

import io
import json
import logging
import sys
from urllib.parse import parse_qs

routes = {}


def route(function):
    routes["/" + function.__name__] = function
    return function


def app(environ, start):
    function = routes.get(environ["PATH_INFO"])
    if function is None:
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"Hello from WSGI\n"]
    return function(environ, start)


def text(start, answer):
    start("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [answer.encode()]


def query(environ):
    return {key: values[0] for key, values in parse_qs(environ["QUERY_STRING"]).items()}


@route
def environment(environ, start):
    wanted = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT", "HTTP_HOST",
              "HTTP_COOKIE", "HTTP_X_A_B", "wsgi.url_scheme", "wsgi.multithread", "REQUEST_METHOD")
    return text(start, json.dumps({key: environ.get(key) for key in wanted}, sort_keys=True))


@route
def echo(environ, start):
    start("200 OK", [("Content-Type", "application/octet-stream")])
    read = environ["wsgi.input"].read
    return iter(lambda: read(65536), b"")


@route
def lines(environ, start):
    return text(start, json.dumps([line.decode() for line in environ["wsgi.input"]]))


@route
def stream(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])

    def chunks():
        import time

        for number in range(3):
            yield f"{number}\n".encode()
            time.sleep(0.02)

    return chunks()


@route
def written(environ, start):
    write = start("200 OK", [])
    write(b"written, ")
    return [b"returned"]


@route
def closed(environ, start):
    class Body:
        def __iter__(self):
            yield b"body"

        def close(self):
            print("closed")

    start("200 OK", [])
    return Body()


@route
def head(environ, start):
    start("200 OK", [("Content-Length", "1000")])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [b"x" * 1000]


@route
def broken(environ, start):
    raise LookupError("nothing here")


@route
def leaves(environ, start):
    sys.exit(3)


@route
def breaks_off(environ, start):
    start("200 OK", [])

    def chunks():
        yield b"begun"
        raise LookupError("in the middle")

    return chunks()


@route
def longer(environ, start):
    start("200 OK", [("Content-Length", "5")])
    return (chunk for chunk in [b"begun", b"", b"and more"])


@route
def shorter(environ, start):
    start("200 OK", [("Content-Length", "50")])
    return (chunk for chunk in [b"begun"])


@route
def bad_header(environ, start):
    start("200 OK", [("X-Bad", "a\r\nb: c")])
    return [b""]


@route
def recovers(environ, start):
    try:
        raise LookupError
    except LookupError:
        start("200 OK", [])
        start("404 Not Found", [], sys.exc_info())
    return [b"gone"]


@route
def logs(environ, start):
    logging.getLogger("shop").debug("not shown")
    logging.info("information")
    logging.getLogger("shop").warning("careful: %d", 3)
    try:
        1 / 0
    except ZeroDivisionError:
        logging.getLogger("shop").exception("it went wrong")
    logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(message)s")
    logging.debug("now shown")
    print("printed")
    print("complaint", file=sys.stderr)
    return text(start, "")


@route
def randomness(environ, start):
    import random
    import secrets
    import tempfile
    import uuid

    seen = [random.random(), secrets.token_hex(), str(uuid.uuid1()), str(uuid.uuid4()), tempfile.NamedTemporaryFile().name]
    return text(start, json.dumps(seen))


@route
def secret(environ, start):
    import mspf

    return text(start, mspf.secret_key("one").hex() + " " + mspf.secret_key("other").hex())


answered = 0


@route
def count(environ, start):
    global answered
    answered += 1
    return text(start, str(answered))


@route
def platform(environ, start):
    import mspf

    caller, where = mspf.caller(), mspf.installation()
    told = [caller.kind, caller.account, where.id, where.plugin, where.version, where.owner, where.prefix, mspf.request_id()]
    return text(start, json.dumps([told, mspf.option("greeting", "none"), mspf.option("limit", 1)]))


@route
def passwords(environ, start):
    import hashlib

    pbkdf2 = hashlib.pbkdf2_hmac("sha256", b"passwd", b"salt", 1, 64).hex()
    scrypt = hashlib.scrypt(b"", salt=b"", n=16, r=1, p=1, dklen=64).hex()
    return text(start, f"{pbkdf2}\n{scrypt}")


@route
def slow_hash(environ, start):
    import hashlib

    wanted = query(environ)
    try:
        if "n" in wanted:
            hashlib.scrypt(b"password", salt=b"salt", n=int(wanted["n"]), r=8, p=int(wanted.get("p", 1)))
        else:
            hashlib.pbkdf2_hmac("sha256", b"password", b"salt", int(wanted["iterations"]))
    except (ValueError, MemoryError) as error:
        return text(start, str(error))
    return text(start, "hashed")


@route
def zones(environ, start):
    from datetime import datetime
    from zoneinfo import ZoneInfo

    moment = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("UTC"))
    return text(start, " ".join(moment.astimezone(ZoneInfo(zone)).isoformat() for zone in ("Asia/Shanghai", "Europe/Berlin")))


@route
def library(environ, start):
    """Modules that are not in the snapshot come from the library."""
    import importlib.metadata
    import importlib.resources

    import django.contrib.sitemaps
    import poplib
    import xmlrpc.client

    names = [django.contrib.sitemaps.__name__, poplib.__name__, xmlrpc.client.__name__]
    zones = importlib.resources.files("tzdata").joinpath("zones").read_text().split()
    return text(start, f"{names} {importlib.metadata.version('flask')} {len(zones) > 400}")


@route
def scratch(environ, start):
    """Temporary files are in memory."""
    import os
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as file:
        file.write("kept")
    with open(file.name) as again:
        seen = [again.read(), os.path.getsize(file.name), os.path.exists(file.name)]
    os.remove(file.name)
    spooled = tempfile.SpooledTemporaryFile(max_size=10)
    spooled.write(b"x" * 100)
    spooled.seek(0)
    wrapper = io.TextIOWrapper(spooled)
    return text(start, json.dumps([*seen, os.path.exists(file.name), len(wrapper.read())]))


@route
def refusals(environ, start):
    """What there is not says what there is instead."""
    import socket
    import subprocess
    import threading
    from concurrent.futures import ThreadPoolExecutor

    def smtp():
        connection = socket.create_connection(("mail.example.com", 25))
        connection.sendall(b"\x00\x01binary protocol")

    attempts = {
        "thread": lambda: threading.Thread(target=print).start(),
        "executor": lambda: ThreadPoolExecutor().submit(print),
        "process": lambda: subprocess.run(["ls"]),
        "server": lambda: socket.socket().bind(("", 80)),
        "socket": smtp,
        "pair": lambda: socket.socketpair(),
    }
    said = {}
    for name, attempt in attempts.items():
        try:
            attempt()
        except (RuntimeError, OSError) as error:
            said[name] = f"{type(error).__name__}: {error}"
    return text(start, "\n".join(f"{name}: {said[name]}" for name in attempts))


@route
def fetch(environ, start):
    """Outgoing requests, with each of the clients that there are."""
    import urllib.request

    import mspf.http

    wanted = query(environ)
    url = wanted["url"]
    try:
        if wanted.get("with") == "urllib":
            request = urllib.request.Request(url, b"a=1" if "post" in wanted else None, {"X-Test": "yes"})
            with urllib.request.urlopen(request, timeout=5) as answer:
                told = f"{answer.status} {answer.read().decode()}"
        else:
            answer = mspf.http.fetch(url, json={"a": 1} if "post" in wanted else None)
            told = f"{answer.status} {answer.text}"
    except OSError as error:
        reason = getattr(error, "reason", error)
        told = f"{type(reason).__name__}: {reason}"
    return text(start, told)


@route
def recursion(environ, start):
    def down(depth):
        return down(depth + 1)

    try:
        down(0)
    except RecursionError as error:
        return text(start, str(error))


@route
def nesting(environ, start):
    """What a client might send to break a parser."""
    try:
        json.loads("[" * 1_000_000)
    except RecursionError as error:
        return text(start, str(error))


@route
def tasks(environ, start):
    """asyncio without sockets and threads."""
    import asyncio

    async def work(number):
        await asyncio.sleep(0.01 * number)
        return number

    async def main():
        try:
            await asyncio.wait_for(asyncio.sleep(10), 0.01)
        except TimeoutError:
            return await asyncio.gather(*map(work, (2, 1)))

    seen = [asyncio.run(main())]
    for attempt in (asyncio.to_thread(print), asyncio.open_connection("example.com", 80), asyncio.Event().wait()):
        try:
            asyncio.run(attempt)
        except (RuntimeError, OSError, NotImplementedError) as error:
            seen.append(type(error).__name__)
    return text(start, json.dumps(seen))


@route
def files(environ, start):
    """Tries to get out of the plugin's own folder."""
    import os

    wanted = query(environ)
    try:
        if wanted["do"] == "read":
            answer = open(wanted["path"]).read()
        elif wanted["do"] == "list":
            answer = json.dumps(sorted(os.listdir(wanted["path"])))
        elif wanted["do"] == "write":
            with open(wanted["path"], "w") as file:
                file.write("x")
            answer = "written"
        elif wanted["do"] == "remove":
            os.remove(wanted["path"])
            answer = "removed"
        elif wanted["do"] == "rename":
            os.rename(wanted["path"], wanted["path"] + ".new")
            answer = "renamed"
        elif wanted["do"] == "link":
            os.symlink("/etc/passwd", wanted["path"])
            answer = "linked"
        elif wanted["do"] == "folder":
            os.mkdir(wanted["path"])
            answer = "made"
        else:
            answer = json.dumps(dict(os.environ))
    except OSError as error:
        answer = f"refused: {type(error).__name__}"
    return text(start, answer)


def make():
    """A factory."""
    return app

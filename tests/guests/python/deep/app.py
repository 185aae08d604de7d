"""Each function here goes as deep as it can; the answer says what came of it."""

import ast
import copy
import functools
import itertools
import json
import marshal
import pickle
import re
import tomllib
import xml.etree.ElementTree as xml

DEPTH = 1_000_000
SOME = 30_000


def nested(make, depth=SOME):
    value = make(None)
    for _ in range(depth):
        value = make(value)
    return value


def a_list():
    return nested(lambda inner: [inner])


class Name:
    def __getattr__(self, name):
        return getattr(self, name + "x")


class Text:
    def __repr__(self):
        return f"{self!r}"


class Same:
    def __init__(self, inner):
        self.inner = inner

    def __eq__(self, other):
        return self.inner == other.inner


def delegate(depth):
    if depth:
        yield from delegate(depth - 1)
    yield depth


def raising(depth):
    error = None
    for _ in range(depth):
        try:
            raise ValueError from error
        except ValueError as another:
            error = another
    raise error


WAYS = {
    "json.loads-list": lambda: json.loads("[" * DEPTH),
    "json.loads-object": lambda: json.loads('{"a":' * DEPTH),
    "json.dumps": lambda: json.dumps(a_list()),
    "repr-list": lambda: repr(a_list()),
    "repr-dict": lambda: repr(nested(lambda inner: {1: inner})),
    "repr-tuple": lambda: repr(nested(lambda inner: (inner,))),
    "repr-method": lambda: repr(Text()),
    "compare-lists": lambda: a_list() == a_list(),
    "compare-methods": lambda: nested(Same) == nested(Same),
    "hash": lambda: hash(nested(lambda inner: (inner,))),
    "free": lambda: a_list() and None,
    "copy.deepcopy": lambda: copy.deepcopy(a_list()),
    "pickle.dumps": lambda: pickle.dumps(a_list()),
    "pickle.loads": lambda: pickle.loads(b"\x80\x04" + b"]" * SOME + b"a" * (SOME - 1) + b"."),
    "marshal.dumps": lambda: marshal.dumps(a_list()),
    "marshal.loads": lambda: marshal.loads(b"[\x01\x00\x00\x00" * SOME),
    "compile-parentheses": lambda: compile("(" * DEPTH, "x", "eval"),
    "compile-lists": lambda: compile("[" * 90 + "]" * 90, "x", "eval") and None,
    "compile-signs": lambda: compile("-" * SOME + "1", "x", "eval"),
    "compile-attributes": lambda: compile("a" + ".b" * SOME, "x", "eval"),
    "compile-sum": lambda: compile("1" + "+1" * SOME, "x", "eval"),
    "compile-power": lambda: compile("1" + "**1" * SOME, "x", "eval"),
    "compile-calls": lambda: compile("f" + "()" * SOME, "x", "eval"),
    "compile-lambdas": lambda: compile("lambda:" * SOME + "1", "x", "eval"),
    "compile-conditions": lambda: compile("1 if 1 else " * SOME + "1", "x", "eval"),
    "compile-blocks": lambda: compile("".join(" " * n + "if 1:\n" for n in range(99)), "x", "exec"),
    "compile-strings": lambda: compile("f'{" * SOME, "x", "eval"),
    "ast.parse": lambda: ast.parse("-" * SOME + "1"),
    "ast.literal_eval": lambda: ast.literal_eval("-" * SOME + "1"),
    "ast.unparse": lambda: ast.unparse(nested(lambda inner: ast.UnaryOp(ast.USub(), inner or ast.Constant(1)))),
    "compile-tree": lambda: compile(
        ast.fix_missing_locations(
            ast.Expression(nested(lambda inner: ast.UnaryOp(ast.USub(), inner or ast.Constant(1)), 5000))
        ),
        "x",
        "eval",
    ),
    "compile-object": lambda: compile(
        ast.Expression(
            nested(
                lambda inner: ast.UnaryOp(
                    ast.USub(), inner or ast.Constant(1, lineno=1, col_offset=0), lineno=1, col_offset=0
                )
            )
        ),
        "x",
        "eval",
    ),
    "re.compile": lambda: re.compile("(" * SOME + ")" * SOME),
    "re.match": lambda: re.match("(?:a|b)*c", "ab" * SOME),
    "tomllib": lambda: tomllib.loads("a = " + "[" * SOME),
    "xml": lambda: xml.tostring(xml.fromstring("<a>" * SOME + "</a>" * SOME)),
    "map": lambda: next(nested(lambda inner: map(str, inner or "a"))),
    "chain": lambda: next(nested(lambda inner: itertools.chain(inner or "a"))),
    "zip": lambda: next(nested(lambda inner: zip(inner or "a"))),
    "partial-objects": lambda: repr(nested(lambda inner: functools.partial(print, inner))),
    "generators": lambda: next(delegate(SOME)),
    "getattr": lambda: Name().a,
    "isinstance": lambda: isinstance(1, nested(lambda inner: (inner or str,))),
    "exceptions": lambda: raising(SOME),
    "format": lambda: ("{:" * SOME).format(1),
    "sum": lambda: sum([a_list()], []) and None,
    "sort": lambda: sorted([a_list(), a_list()]),
    "memoryview": lambda: nested(lambda inner: memoryview(inner or b"a"))[0],
    "super": lambda: type("A", (), {"__call__": lambda self: self()})()(),
}


def app(environ, start_response):
    start_response("200 OK", [])
    way = WAYS.get(environ["PATH_INFO"][1:])
    if way is None:
        return ["\n".join(WAYS).encode()]
    try:
        way()
    except Exception as error:
        return [type(error).__name__.encode()]
    return [b"fine"]

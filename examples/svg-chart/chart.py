"""Draws a bar chart: a WSGI application without a framework.

`/chart.svg?values=3,1,4&labels=a,b,c&title=…` is the picture, `/` a page with a form for it.
"""

from html import escape
from urllib.parse import parse_qs

import mspf

from drawing import MAX_VALUES, bars

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SVG chart</title>
<h1>SVG chart</h1>
<form>
    <label>Title <input name="title" value="{title}"></label>
    <label>Values <input name="values" value="{values}"></label>
    <label>Labels <input name="labels" value="{labels}"></label>
    <button>Draw</button>
</form>
<img alt="{title}" src="{root}/chart.svg?{query}">
</html>
"""
COLOUR = "#3b82f6"
EXAMPLE = "title=Rain+in+mm&values=54,42,48,43,61&labels=Jan,Feb,Mar,Apr,May"


def app(environ, start_response):
    query = environ["QUERY_STRING"] or EXAMPLE
    asked = {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
    if environ["PATH_INFO"] == "/":
        fields = {name: escape(asked.get(name, "")) for name in ("title", "values", "labels")}
        page = PAGE.format(root=escape(environ["SCRIPT_NAME"]), query=escape(query), **fields)
        return answer(start_response, "200 OK", "text/html; charset=utf-8", page)
    if environ["PATH_INFO"] != "/chart.svg":
        return answer(start_response, "404 Not Found", "text/plain", "There is a page at / and a picture at /chart.svg.\n")
    try:
        values = [float(value) for value in asked.get("values", "").split(",")]
        if len(values) > MAX_VALUES:
            raise ValueError
    except ValueError:
        text = f"`values` must be 1 to {MAX_VALUES} numbers with commas between them.\n"
        return answer(start_response, "400 Bad Request", "text/plain", text)
    labels = [label for label in asked.get("labels", "").split(",") if label]
    picture = bars(values, labels, asked.get("title", ""), mspf.option("colour", COLOUR))
    return answer(start_response, "200 OK", "image/svg+xml", picture)


def answer(start_response, status, kind, text):
    body = text.encode()
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]

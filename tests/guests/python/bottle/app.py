"""Bottle: routes, templates, forms."""

from bottle import Bottle, redirect, request, template

app = Bottle()


@app.get("/")
def index():
    return template("Hello, {{name}}!", name=request.query.name or "<world>")


@app.post("/form")
def form():
    return {"name": request.forms.name, "file": len(request.files.file.file.read())}


@app.get("/go")
def go():
    redirect("/elsewhere")


@app.get("/broken")
def broken():
    raise LookupError("in Bottle")

"""Flask: blueprints, templates, JSON, uploads, sessions."""

from flask import Flask, abort, jsonify, redirect, render_template, request, session, stream_with_context, url_for
from shop import shop

app = Flask(__name__)
app.secret_key = "only for the test"
app.register_blueprint(shop, url_prefix="/shop")


@app.get("/")
def index():
    return render_template("index.html", name=request.args.get("name", "<world>"))


@app.post("/json")
def json():
    return jsonify(got=request.get_json(), mimetype=request.mimetype)


@app.post("/upload")
def upload():
    file = request.files["file"]
    data = file.read()
    return jsonify(name=file.filename, length=len(data), last=data[-1], note=request.form["note"])


@app.get("/visits")
def visits():
    session["visits"] = session.get("visits", 0) + 1
    return str(session["visits"])


@app.get("/go")
def go():
    return redirect(url_for("shop.item", number=7))


@app.get("/external")
def external():
    return url_for("index", _external=True)


@app.get("/stream")
def stream():
    def chunks():
        for number in range(3):
            yield f"{request.path} {number}\n"

    return app.response_class(stream_with_context(chunks()), mimetype="text/plain")


@app.get("/async")
async def asynchronous():
    import asyncio

    await asyncio.sleep(0.001)
    return f"async at {url_for('asynchronous')}"


@app.get("/missing")
def missing():
    abort(404)


@app.get("/broken")
def broken():
    return {}["nothing"]

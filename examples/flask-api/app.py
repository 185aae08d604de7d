"""A JSON service: one blueprint for each thing it does, and errors that programs can read."""

from flask import Flask, jsonify, render_template
from werkzeug.exceptions import HTTPException

import numbers_api
import units_api

# Numbers in CSV files come as text; a file of this size has some ten thousand rows.
MAX_UPLOAD_BYTES = 1 << 20

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = MAX_UPLOAD_BYTES
app.register_blueprint(units_api.blueprint)
app.register_blueprint(numbers_api.blueprint)


@app.get("/")
def index():
    return render_template("index.html", units=units_api.FACTORS)


@app.errorhandler(HTTPException)
def problem(error):
    """Errors as RFC 9457 has them."""
    response = jsonify(title=error.name, status=error.code, detail=error.description)
    response.content_type = "application/problem+json"
    return response, error.code

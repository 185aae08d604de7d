"""What a list of numbers, or a column of a CSV file, looks like."""

import csv
import io
import statistics

from flask import Blueprint, abort, jsonify, request

blueprint = Blueprint("numbers", __name__, url_prefix="/numbers")


def summary(values):
    return {
        "count": len(values),
        "least": min(values),
        "most": max(values),
        "mean": statistics.fmean(values),
        "median": statistics.median(values),
    }


@blueprint.post("")
def of_list():
    values = request.get_json()
    plain = isinstance(values, list) and all(type(value) in (int, float) for value in values)
    if not plain or not values:
        abort(400, "Send a JSON list of numbers.")
    return jsonify(summary(values))


@blueprint.post("/csv")
def of_file():
    file = request.files.get("file")
    if file is None:
        abort(400, "Send a CSV file as the field `file` of a form.")
    try:
        rows = list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        abort(400, f"This is no CSV file in UTF-8: {error}")
    columns = {}
    for name in rows[0] if rows else ():
        try:
            columns[name] = summary([float(row[name]) for row in rows])
        except (TypeError, ValueError):
            continue
    return jsonify(rows=len(rows), columns=columns)

"""Units of length, mass and time."""

from flask import Blueprint, abort, jsonify, request

# What one unit is in the base unit of its kind.
FACTORS = {
    "length": {"m": 1.0, "km": 1000.0, "mi": 1609.344, "ft": 0.3048, "in": 0.0254},
    "mass": {"kg": 1.0, "g": 0.001, "lb": 0.45359237, "oz": 0.028349523125},
    "time": {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0},
}

blueprint = Blueprint("units", __name__, url_prefix="/units")


@blueprint.get("")
def units():
    return jsonify({kind: sorted(factors) for kind, factors in FACTORS.items()})


@blueprint.get("/convert")
def convert():
    try:
        value = float(request.args["value"])
    except (KeyError, ValueError):
        abort(400, "`value` must be a number.")
    source, target = request.args.get("from"), request.args.get("to")
    for kind, factors in FACTORS.items():
        if source in factors and target in factors:
            return jsonify(kind=kind, value=value * factors[source] / factors[target], unit=target)
    abort(400, "`from` and `to` must be two units of one kind; /units lists them.")

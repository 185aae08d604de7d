"""A bar chart as SVG."""

from html import escape
from math import isfinite

WIDTH, HEIGHT, MARGIN = 640, 360, 40
# More bars would be thinner than a line.
MAX_VALUES = 100


def bars(values, labels, title, colour):
    """The picture of up to `MAX_VALUES` numbers; what is no number, or infinite, has no bar."""
    most = max([value for value in values if isfinite(value)] + [0])
    least = min([value for value in values if isfinite(value)] + [0])
    span = (most - least) or 1
    room = HEIGHT - 2 * MARGIN
    step = (WIDTH - 2 * MARGIN) / len(values)
    nought = MARGIN + room * most / span
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title>",
        '<style>text { font: 13px system-ui, sans-serif; text-anchor: middle; fill: currentColor; }</style>',
        f'<text x="{WIDTH / 2}" y="24">{escape(title)}</text>',
    ]
    for index, value in enumerate(values):
        if not isfinite(value):
            continue
        left, height = MARGIN + index * step, abs(value) / span * room
        top = nought - height if value > 0 else nought
        middle = left + step / 2
        parts.append(
            f'<rect x="{left + step * 0.1:.1f}" y="{top:.1f}" width="{step * 0.8:.1f}" height="{height:.1f}"'
            f' fill="{escape(colour)}"><title>{value:g}</title></rect>'
        )
        if index < len(labels):
            parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - 14}">{escape(labels[index])}</text>')
    parts.append(f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{nought:.1f}" y2="{nought:.1f}" stroke="currentColor"/>')
    return "".join(parts) + "</svg>\n"

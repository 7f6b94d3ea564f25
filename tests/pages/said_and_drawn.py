"""Compares what the page of a unit says in words with what it draws, number by number."""

import base64
import json
import re
import struct
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import charts_of, verdicts_of

NUMBER = re.compile(r"(?<![\w–-])(\d{1,2}[.,]\d)(?!\d)")
_FORMATS = {"f8": "d", "f4": "f", "i1": "b", "i2": "h", "i4": "i", "u1": "B", "u2": "H"}


def numbers_in(text: str) -> list[float]:
    """Return the numbers with one decimal in a text, in either language."""
    return [float(number.replace(",", ".")) for number in NUMBER.findall(text)]


def values(drawn: Any) -> list[Any]:
    """Return the values of an axis of a trace, whether sent as a list or as bytes."""
    if not isinstance(drawn, dict):
        return list(drawn or ())
    body, kind = base64.b64decode(drawn["bdata"]), _FORMATS[drawn["dtype"]]
    return [round(one, 3) for (one,) in struct.iter_unpack(f"<{kind}", body)]


def drawn_of(app: AppTest) -> dict[str, dict[str, list[Any]]]:
    """Return of each trend what is drawn: line, reference, and the number beside the newest dot."""
    found = {}
    for key, spec in charts_of(app).items():
        if not key.startswith("trend_"):
            continue
        drawn: dict[str, list[Any]] = {}
        for trace in json.loads(spec)["data"]:
            line = trace.get("line", {})
            if trace["mode"] == "lines" and line.get("shape") == "spline":
                drawn["line"] = values(trace["y"])
            elif trace["mode"] == "lines" and line.get("dash") == "dot":
                drawn["reference"] = values(trace["y"])
            elif trace["mode"] == "markers+text" and trace["textfont"].get("weight") == "bold":
                drawn["newest"] = [text for text in trace["text"] if text]
                drawn["dot"] = values(trace["y"])
        found[key.removeprefix("trend_")] = drawn
    return found


def first_levels_of(app: AppTest) -> dict[str, float]:
    """Return the number beside each dot of a first wave, by the name above its line."""
    for key, spec in charts_of(app).items():
        if key == "first_wave":
            _lines, _intervals, dots, _triangles, words = json.loads(spec)["data"]
            names = [re.sub("<[^>]*>", "", name) for name in words["text"][::3]]
            return {n: numbers_in(text)[0] for n, text in zip(names, dots["text"], strict=True)}
    return {}


def contradictions(app: AppTest) -> list[str]:
    """Return every number that is said otherwise than it is drawn."""
    return [*_of_cards(app), *_of_rows(app), *_of_reachability(app)]


def _of_cards(app: AppTest) -> Iterator[str]:
    for question, drawn in drawn_of(app).items():
        if "line" in drawn and numbers_in(drawn["newest"][0])[0] != drawn["line"][-1]:
            yield f"{question}: the number beside the line is not where the line ends"
        if numbers_in(drawn["newest"][0])[0] != drawn["dot"][-1]:
            yield f"{question}: the number beside the dot is not that of the dot"


def _of_rows(app: AppTest) -> Iterator[str]:
    cards, first = drawn_of(app), first_levels_of(app)
    for row in verdicts_of(app):
        *before, after = numbers_in(row["told"]) or [None]
        if first:
            if "**" in row["told"] and after != first[row["name"]]:
                yield f"{row['name']}: told to be at {after}, the dot is elsewhere"
            continue
        card = cards[row["go"]]
        if "**" in row["told"] and after != card["line"][-1]:
            yield f"{row['name']}: told to be at {after}, the line ends elsewhere"
        if before and before[0] not in card["line"][:-1]:
            yield f"{row['name']}: told to have been at {before[0]}, the line never was"
        if row["aside"] and numbers_in(row["aside"])[0] != card["reference"][-1]:
            yield f"{row['name']}: the organisation is drawn elsewhere than said"
        if row["line"] != [None] * (len(row["line"]) - len(card["line"])) + card["line"]:
            yield f"{row['name']}: the spark line is not the line of the card"


def _of_reachability(app: AppTest) -> Iterator[str]:
    cards = drawn_of(app)
    for chart in app.get("plotly_chart"):
        if chart.key != "two_sides":
            continue
        across, _low, _high, up, *_rest = numbers_in(chart.proto.alt)
        ring = json.loads(chart.proto.spec)["data"][2]
        if [across, up] != [*values(ring["x"]), *values(ring["y"])]:
            yield "reachability: the ring is elsewhere than said"
        ends = [cards[name]["line"][-1] for name in ("ra_1", "ao_1") if "line" in cards[name]]
        if ends and [across, up] != ends:
            yield "reachability: the ring is elsewhere than the lines of its cards end"

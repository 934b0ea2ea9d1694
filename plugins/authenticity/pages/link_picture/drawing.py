"""The link picture as one SVG: legible without colour, the same bytes for the same links.

Shapes tell what a node is, lines how a finding stands; colour only repeats it. Every text goes
through the XML writer, which escapes it. The letters have the size of 8 points on A4.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from authenticity.pages.link_picture import graph as link_graph
from authenticity.pages.link_picture import layout, words
from authenticity.pages.link_picture.graph import Graph, Node
from authenticity.pages.link_picture.links import STANDINGS, Links
from authenticity.pages.link_picture.text_width import cut, lines, plain

WIDTH = 760.0
_COLUMNS = ((1.5, 122.5), (170.0, 124.0), (346.0, 140.0), (540.0, 218.5))
"""Left edge and width of each column, with room for the lines at the sides."""

_HIGH, _TITLE, _ABOUT, _HEAD = 35.0, 13.0, 11.5, 17.0
_INK, _SOFT, _PALE, _PAPER = "#1d2733", "#59636e", "#eef1f4", "#ffffff"
_FONTS = (
    "'Noto Sans CJK TC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', "
    "'Source Han Sans SC', sans-serif"
)
_LINES: Mapping[str, Mapping[str, str]] = {
    "proven": {"stroke": _INK, "stroke-width": "2.8"},
    "open": {"stroke": _INK, "stroke-width": "1.6", "stroke-dasharray": "7 4"},
    "explained": {"stroke": _SOFT, "stroke-width": "1.4", "stroke-dasharray": "1.5 4"},
    "belongs": {"stroke": "#9aa3ad", "stroke-width": "1"},
}
_LEGEND: tuple[tuple[link_graph.Shape, str], ...] = (
    ("policy", "保单"),
    ("person", "客户"),
    ("number", "共用的号码"),
    ("own", "其本人 · 亲属 · 人员"),
    ("register", "登记簿中他人"),
)


def draw(links: Links) -> str:
    """The picture as SVG text, without an XML declaration, for a page or a report."""
    shown = link_graph.of(links)
    top = _head_height(links)
    places = {key: top + 34 + place for key, place in layout.heights(shown).items()}
    bottom = max(places.values(), default=top) + 40
    high = bottom + (74 if shown.left_out else 54)
    svg = ET.Element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH:g} {high:g}",
         "width": f"{WIDTH:g}", "height": f"{high:g}", "role": "img", "font-family": _FONTS,
         "lang": "zh-CN", "fill": _INK},
    )  # fmt: skip
    first, stands = words.sentences(links)
    ET.SubElement(svg, "title").text = plain(f"{words.seller(links)}：{first}；{stands}")
    ET.SubElement(svg, "rect", {"width": f"{WIDTH:g}", "height": f"{high:g}", "fill": _PAPER})
    _head(svg, links, top)
    _edges(svg, shown, places)
    for node in shown.nodes:
        x, width = _COLUMNS[node.column]
        _node(svg, node, x, places[node.key], width)
    if shown.left_out:
        _text(svg, 0, bottom - 2, f"另有 {shown.left_out:,} 个共用的号码未画出", _TITLE, bold=True)
    _legend(svg, high - 42)
    return ET.tostring(svg, encoding="unicode")


def _sentences(links: Links) -> list[str]:
    return [each for text in words.sentences(links) for each in lines(plain(text), _TITLE, WIDTH)]


def _head_height(links: Links) -> float:
    return 44.0 + 19 * len(_sentences(links))


def _head(svg: ET.Element, links: Links, top: float) -> None:
    """Who it is about, what is going on, and the columns' names."""
    _text(svg, 0, 18, cut(plain(words.seller(links)), _HEAD, WIDTH), _HEAD, bold=True)
    for at, sentence in enumerate(_sentences(links)):
        _text(svg, 0, 42 + 19 * at, sentence, _TITLE)
    for (x, width), name in zip(_COLUMNS, words.COLUMNS, strict=True):
        _text(svg, x + width / 2, top + 2, name, _ABOUT, anchor="middle", fill=_SOFT)


def _edges(svg: ET.Element, shown: Graph, places: Mapping[str, float]) -> None:
    """Curves from the right side of a node to the left side of the next column's."""
    column = {node.key: node.column for node in shown.nodes}
    for edge in shown.edges:
        x, width = _COLUMNS[column[edge.start]]
        start, end = x + width, _COLUMNS[column[edge.end]][0]
        middle, y1, y2 = (start + end) / 2, places[edge.start], places[edge.end]
        path = f"M{start:g} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {end:g} {y2:g}"
        ET.SubElement(svg, "path", {"d": path, "fill": "none", **_LINES[edge.style]})


def _node(svg: ET.Element, node: Node, x: float, y: float, width: float) -> None:
    _shape(svg, node.shape, x, y, width, _HIGH)
    fill = _PAPER if node.shape == "own" else _INK
    room = width - (30 if node.shape == "number" else 14)
    title, about = plain(node.title), plain(node.about)
    middle = x + width / 2
    at = y - 3.5 if about else y + 4.5
    _text(svg, middle, at, cut(title, _TITLE, room), _TITLE, anchor="middle", fill=fill)
    if about:
        shown = cut(about, _ABOUT, room)
        _text(svg, middle, y + 11, shown, _ABOUT, anchor="middle", fill=fill)


def _shape(
    svg: ET.Element, shape: link_graph.Shape, x: float, y: float, width: float, high: float
) -> None:
    """A rectangle, a pill, a hexagon, a frame with two lines: one shape a kind."""
    top, look = y - high / 2, {"fill": _PAPER, "stroke": _INK, "stroke-width": "1.2"}
    if shape == "number":
        tip = min(high / 2.6, width / 4)
        corners = (
            (x, y), (x + tip, top), (x + width - tip, top),
            (x + width, y), (x + width - tip, top + high), (x + tip, top + high),
        )  # fmt: skip
        points = " ".join(f"{across:g},{down:g}" for across, down in corners)
        ET.SubElement(svg, "polygon", {"points": points, **look, "fill": _PALE})
        return
    if shape == "own":
        look["fill"] = _INK
    if shape == "more":
        look |= {"stroke-dasharray": "3 3", "stroke": _SOFT}
    rounded = f"{high / 2:g}" if shape == "person" else "2"
    _rectangle(svg, x, top, width, high, look | {"rx": rounded})
    if shape == "register":
        _rectangle(svg, x + 2.5, top + 2.5, width - 5, high - 5, look | {"stroke-width": "0.8"})


def _rectangle(
    svg: ET.Element, x: float, y: float, width: float, high: float, look: Mapping[str, str]
) -> None:
    place = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{high:g}"}
    ET.SubElement(svg, "rect", {**place, **look})


def _legend(svg: ET.Element, y: float) -> None:
    """What the shapes are, and below it what the lines are."""
    step = WIDTH / len(_LEGEND)
    for at, (shape, name) in enumerate(_LEGEND):
        _shape(svg, shape, at * step + 1.5, y, 30, 15)
        _text(svg, at * step + 37, y + 4, name, _ABOUT, fill=_SOFT)
    for at, standing in enumerate(STANDINGS):
        x, down = at * step * 1.5, y + 26
        path = f"M{x:g} {down:g}H{x + 40:g}"
        ET.SubElement(svg, "path", {"d": path, "fill": "none", **_LINES[standing]})
        _text(svg, x + 48, down + 4, words.STANDING[standing], _ABOUT, fill=_SOFT)


def _text(
    svg: ET.Element,
    x: float,
    y: float,
    text: str,
    size: float,
    anchor: str = "start",
    fill: str = _INK,
    bold: bool = False,
) -> None:
    look = {"x": f"{x:g}", "y": f"{y:g}", "font-size": f"{size:g}", "fill": fill}
    if anchor != "start":
        look["text-anchor"] = anchor
    if bold:
        look["font-weight"] = "bold"
    ET.SubElement(svg, "text", look).text = text

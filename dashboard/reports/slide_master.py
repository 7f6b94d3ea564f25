"""The master of slides: colours and letters of the product, footer, numbers, three layouts.

Made from the library's own blank presentation, so that it can be read and reviewed as code. Fonts
are those that office programs have: one that is missing would change every line break.
"""

import re

from pptx import Presentation as blank
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import SlideLayout, SlideMaster
from pptx.util import Emu, Inches

from dashboard.reports.look import ATTENTION, BAND, GROUND, INK, PAPER, QUIET, TEAM

FONT = "Calibri"
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, INNER = Inches(0.6), Inches(12.13)
TOP, FOOT = Inches(1.35), Inches(6.72)
"""Where the space for content begins and ends."""

COVER, WORDS, TITLE_ONLY = range(3)
"""The layouts."""

_KEPT = (0, 1, 5)
"""Of the library's layouts: title, title and content, title only."""

_SCHEME = {
    "dk1": INK,
    "lt1": PAPER,
    "dk2": TEAM,
    "lt2": GROUND,
    "accent1": TEAM,
    "accent2": ATTENTION,
    "accent3": QUIET,
    "accent4": "#93BFC3",
    "accent5": "#DE9583",
    "accent6": BAND,
    "hlink": TEAM,
    "folHlink": QUIET,
}

_BAR = (
    '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<p:nvSpPr><p:cNvPr id="{id}" name="Rule"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
    '<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
    "</p:sp>"
)


def new_presentation() -> Presentation:
    """Return an empty presentation with the master of the product, 16 to 9."""
    made = blank()
    made.slide_width, made.slide_height = WIDTH, HEIGHT
    master = made.slide_masters[0]
    layouts = list(made.slide_layouts)
    for place, layout in enumerate(layouts):
        if place not in _KEPT:
            made.slide_layouts.remove(layout)
    _colours_and_fonts(master)
    _master(master)
    for place, layout in enumerate(made.slide_layouts):
        _layout(layout, is_cover=place == COVER)
    return made


def _colours_and_fonts(master: SlideMaster) -> None:
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    xml = theme.blob.decode()
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{colour.lstrip("#")}"/></a:{name}>'
        for name, colour in _SCHEME.items()
    )
    xml = re.sub(
        r"<a:clrScheme.*?</a:clrScheme>",
        f'<a:clrScheme name="Peil">{colours}</a:clrScheme>',
        xml,
        flags=re.DOTALL,
    )
    xml = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", xml)
    xml = re.sub(r'(<a:theme [^>]*name=")[^"]*', r"\g<1>Peil", xml)
    # The library keeps a theme as bytes, and offers no way to change it.
    theme._blob = xml.encode()


def _master(master: SlideMaster) -> None:
    styles = master.element.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", "2800")
    title.find(qn("a:defRPr")).set("b", "1")
    body = styles.find(qn("p:bodyStyle"))
    for level in body:
        level.set("marL", "0")
        level.set("indent", "0")
        for bullet in level.findall(qn("a:buChar")):
            level.replace(bullet, level.makeelement(qn("a:buNone"), {}))
        if (letters := level.find(qn("a:defRPr"))) is not None:
            letters.set("sz", "1400")
    tree = master.shapes._spTree
    rule = {"x": 0, "y": 0, "cx": WIDTH, "cy": Inches(0.12), "colour": "accent1"}
    thin = {"x": LEFT, "y": FOOT, "cx": INNER, "cy": Emu(9525), "colour": "bg2"}
    for number, bar in enumerate((rule, thin), start=900):
        tree.insert(2, parse_xml(_BAR.format(id=number, **bar)))
    for shape in master.placeholders:
        _place(shape, is_cover=False)


def _layout(layout: SlideLayout, *, is_cover: bool) -> None:
    for shape in list(layout.placeholders):
        if shape.placeholder_format.type == PP_PLACEHOLDER.DATE:
            shape.element.getparent().remove(shape.element)
        else:
            _place(shape, is_cover=is_cover)


def _place(shape: object, *, is_cover: bool) -> None:
    kinds = PP_PLACEHOLDER
    kind = shape.placeholder_format.type  # type: ignore[attr-defined]
    inches = {
        kinds.TITLE: (LEFT, Inches(0.4), INNER, Inches(0.85)),
        kinds.CENTER_TITLE: (LEFT, Inches(1.6), INNER, Inches(1.5)),
        kinds.SUBTITLE: (LEFT, Inches(3.2), INNER, Inches(3.2)),
        kinds.BODY: (LEFT, TOP, INNER, FOOT - TOP),
        kinds.OBJECT: (LEFT, TOP, INNER, FOOT - TOP),
        kinds.FOOTER: (LEFT, FOOT + Inches(0.06), Inches(11.3), Inches(0.62)),
        kinds.SLIDE_NUMBER: (Inches(12.0), FOOT + Inches(0.06), Inches(0.73), Inches(0.3)),
    }.get(kind)
    if inches is None:
        return
    shape.left, shape.top, shape.width, shape.height = map(Emu, inches)  # type: ignore[attr-defined]
    frame = shape.text_frame  # type: ignore[attr-defined]
    frame.word_wrap = True
    if kind in {kinds.FOOTER, kinds.SLIDE_NUMBER}:
        _small(frame, "l" if kind == kinds.FOOTER else "r")
    if kind in {kinds.TITLE, kinds.CENTER_TITLE}:
        body = frame._txBody.find(qn("a:bodyPr"))
        body.set("anchor", "b" if is_cover else "ctr")
    if is_cover and kind == kinds.SUBTITLE:
        style = frame._txBody.find(qn("a:lstStyle"))
        for level in style:
            level.set("algn", "l")


def _small(frame: object, align: str) -> None:
    """Make a placeholder of the footer small and grey, in its list style."""
    style = frame._txBody.find(qn("a:lstStyle"))  # type: ignore[attr-defined]
    for old in list(style):
        style.remove(old)
    namespace = "http://schemas.openxmlformats.org/drawingml/2006/main"
    grey = QUIET.lstrip("#")
    style.append(
        parse_xml(
            f'<a:lvl1pPr xmlns:a="{namespace}" algn="{align}"><a:defRPr sz="900">'
            f'<a:solidFill><a:srgbClr val="{grey}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
        )
    )
    frame._txBody.find(qn("a:bodyPr")).set("anchor", "t")  # type: ignore[attr-defined]

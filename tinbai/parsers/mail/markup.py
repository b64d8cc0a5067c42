"""The HTML of a mail as its sender made it, for a frame in which nothing runs and nothing is fetched.

Safety comes from that frame (web/raw_html.py). What is dropped here could only ever ask somebody else for something.
"""

import re

from lxml import etree, html

from tinbai.parsers.mail import charset
from tinbai.parsers.mail.mime import Part, Splitter

_HTML = ("text/html", "text/x-amp-html")
_DROPPED = (
    "script", "link", "meta", "base", "iframe", "frame", "object", "embed", "applet", "portal", "fencedframe",
    "animate", "set", "animatemotion", "animatetransform", "audio", "video", "source", "track",
)  # fmt: skip
# What browsers read by rules that lxml does not know: there "<style><p>" may be a paragraph, and an attribute's
# "</title><link>" a link. Of these the words stay and the element goes.
_READ_OTHERWISE = ("svg", "math", "xmp", "plaintext", "noembed", "noframes", "noscript", "template")
_WORDS_ONLY = ("title", "textarea")
_ASKING = {
    "action", "archive", "background", "classid", "codebase", "data", "dynsrc", "formaction", "href", "imagesrcset",
    "lowsrc", "manifest", "ping", "poster", "src", "srcdoc", "srcset",
}  # fmt: skip
_IN_STYLE = re.compile(r"url|import|image|src|\\|expression|<", re.IGNORECASE)
_MOST = 4 * 1024 * 1024  # octets


def markup_of(raw: bytes | memoryview) -> str:
    """The first HTML text of the message that is no attachment; "" when there is none."""
    part = _html_of(Splitter().message(memoryview(raw)))
    if part is None:
        return ""
    octets, _ = part.decoded()
    text, _ = charset.decode(octets[:_MOST], part.params.get("charset"))
    return _without_requests(text.replace("\0", "")) if text.strip() else ""


def _html_of(part: Part) -> Part | None:
    if part.media_type in _HTML and part.disposition()[0] != "attachment":
        return part
    return next((found for child in part.children if (found := _html_of(child))), None)


def _without_requests(text: str) -> str:
    try:
        page = html.document_fromstring(f"<div>{text}</div>" if "<" not in text else text)
    except (etree.ParserError, ValueError):  # nothing in it, or a declaration of another encoding
        return ""
    etree.strip_elements(page, etree.Comment, etree.ProcessingInstruction, *_DROPPED, with_tail=False)
    etree.strip_tags(page, *_READ_OTHERWISE)
    for element in list(page.iter(*_WORDS_ONLY)):
        words = "".join(str(one) for one in element.itertext())
        element[:] = []
        element.text = words
    for element in page.iter(etree.Element):
        _keep_quiet(element)
    return str(html.tostring(page, encoding="unicode"))


def _keep_quiet(element: etree._Element) -> None:
    """Without what would be asked for, or would run, if anything could."""
    for name, value in list(element.attrib.items()):
        local = str(name).rpartition("}")[2].rpartition(":")[2].lower()
        own = str(value).strip().lower().startswith(("data:image/", "#"))
        asks = local in _ASKING and not own
        if local.startswith("on") or asks or (local == "style" and _IN_STYLE.search(str(value))):
            del element.attrib[name]
    if str(element.tag).rpartition("}")[2].lower() == "style" and _IN_STYLE.search(element.text or ""):
        element.text = ""

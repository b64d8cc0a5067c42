"""Names of the elements and attributes of an OpenDocument."""

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"

NAMESPACES = {
    "office": _OFFICE + "office:1.0",
    "style": _OFFICE + "style:1.0",
    "text": _OFFICE + "text:1.0",
    "table": _OFFICE + "table:1.0",
    "draw": _OFFICE + "drawing:1.0",
    "fo": _OFFICE + "xsl-fo-compatible:1.0",
    "svg": _OFFICE + "svg-compatible:1.0",
    "meta": _OFFICE + "meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}


def tag(name: str) -> str:
    """lxml's form of a prefixed name: "text:p" -> "{urn:…}p"."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"

"""The words of a piece of HTML, one paragraph each; nothing else of it is kept."""

import html
import re

from tinbai.parsers.document import Paragraph, Piece, Table
from tinbai.parsers.mail.html import read_html

_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")


def paragraphs(text: str) -> list[str]:
    """Lines of plain text, or the paragraphs and cells of HTML."""
    if not _TAG.search(text):
        lines = html.unescape(text).splitlines()
        return [line for line in (" ".join(line.split()) for line in lines) if line]
    return [line for piece in read_html(text).pieces for line in _lines(piece)]


def _lines(piece: Piece) -> list[str]:
    if isinstance(piece, Paragraph):
        line = " ".join(piece.text.split())
        return [line] if line else []
    if isinstance(piece, Table):
        return [line for row in piece.rows for cell in row for inner in cell for line in _lines(inner)]
    return []

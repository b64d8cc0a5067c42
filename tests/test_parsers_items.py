"""Items of lists that Word writes into a mail as paragraphs with a sign of a symbol font."""

import pytest

from tinbai.parsers.document import Paragraph
from tinbai.parsers.mail.html import read_html

WAYS = {
    "Symbol": '<span style="font-family:Symbol">·<span style="font-size:7pt">&nbsp;&nbsp;&nbsp; </span></span>Một;',
    "Wingdings": '<span style="font-family:Wingdings">ü<span>&nbsp;&nbsp;</span></span>Một;',
    "Courier": "<span style=\"font-family:'Courier New'\">o<span>&nbsp;&nbsp; </span></span>Một;",
    "hyphen": "-&nbsp;&nbsp;&nbsp;&nbsp; Một;",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_the_sign_becomes_a_label(way: str) -> None:
    (piece,) = read_html(f'<p class="MsoListParagraph">{way}</p>').pieces
    assert isinstance(piece, Paragraph)
    assert (piece.list_label, piece.ordered, piece.text) == ("-", False, "Một;")


def test_a_number_counts_and_an_ordinary_text_is_none() -> None:
    first, second = read_html("<p>2.&nbsp;&nbsp;&nbsp;Hai</p><p>o&nbsp;&nbsp;Hai</p>").pieces
    assert isinstance(first, Paragraph) and isinstance(second, Paragraph)
    assert (first.list_label, first.ordered, first.text) == ("2.", True, "Hai")
    assert second.list_label is None

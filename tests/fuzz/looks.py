"""A paper as plain text, each line with its looks before a tab, so that changes of text reach what looks decide."""

from collections.abc import Iterator

from tinbai.parsers.document import Align, Document, Paragraph, Picture, Piece, Span, Table

_ALIGNS: dict[str, Align] = {"c": "center", "r": "right", "j": "justify"}
_STYLES = {"h": "heading 1", "T": "title", "C": "caption"}
_CODES = {look: code for code, look in (*_ALIGNS.items(), *_STYLES.items())}


def read_looks(text: str) -> Document:
    """b bold, i italic, l large, c r j aligned, h heading, T title, C caption, n numbered, q cited, p a picture,
    t a row of a table with its cells parted by bars."""
    return Document(tuple(_pieces(text.split("\n")[:2000])))


def _pieces(lines: list[str]) -> Iterator[Piece]:
    rows: list[tuple[tuple[Piece, ...], ...]] = []
    for line in lines:
        looks, tab, words = line.partition("\t")
        if not tab or len(looks) > 8:
            looks, words = "", line
        if rows and "t" not in looks:
            yield Table(tuple(rows))
            rows = []
        if "t" in looks:
            rows.append(tuple((_piece(cell, looks),) for cell in words.split("|")[:20]))
        else:
            yield _piece(words, looks)
    if rows:
        yield Table(tuple(rows))


def _piece(words: str, looks: str) -> Piece:
    if "p" in looks:
        return Picture(words[:80] or "anh.png", b"\x89PNG")
    return Paragraph(
        (Span(words, "b" in looks, "i" in looks, 18.0 if "l" in looks else 13.0),),
        next((align for code, align in _ALIGNS.items() if code in looks), "left"),
        next((style for code, style in _STYLES.items() if code in looks), ""),
        "1." if "n" in looks else None,
        "n" in looks,
        looks.count("q"),
    )


def written_looks(document: Document) -> str:
    return "\n".join(line for piece in document.pieces for line in _written(piece))


def _written(piece: Piece) -> Iterator[str]:
    if isinstance(piece, Picture):
        yield f"p\t{piece.name}"
    elif isinstance(piece, Table):
        for row in piece.rows:
            cells = (" ".join(part for one in cell for part in _words(one)) for cell in row)
            yield "t\t" + "|".join(cells)
    else:
        looks = ("b" if any(span.bold for span in piece.spans) else "") + (
            "i" if any(span.italic for span in piece.spans) else ""
        )
        looks += _CODES.get(piece.align, "") + _CODES.get(piece.style, "") + ("n" if piece.list_label else "")
        yield f"{looks}\t{' '.join(piece.text.split())}"


def _words(piece: Piece) -> Iterator[str]:
    if isinstance(piece, Paragraph):
        yield " ".join(piece.text.split())

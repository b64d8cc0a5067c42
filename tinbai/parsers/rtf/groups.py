"""Groups of a Rich Text that are more than looks: notes, boxes, labels, properties, pictures and shapes.

Each function turns the state of a group that has just begun; what is to be done at its end hangs on the state.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tinbai.parsers.document import Picture, Piece, footnotes
from tinbai.parsers.docx.codes import shown_by
from tinbai.parsers.docx.fields import linked_picture
from tinbai.parsers.notes import LONGEST, text_of
from tinbai.parsers.rtf.flow import Flow, label_of
from tinbai.parsers.rtf.pictures import Blip, Shape
from tinbai.parsers.rtf.state import State
from tinbai.parsers.rtf.tables import Fonts, Styles


@dataclass(slots=True)
class Paper:
    """What is gathered of the whole file. tail: foot- and endnotes; unseen: what is hidden or deleted, "\\n" where a
    paragraph ends; wrong: what is wrong with pictures, how often."""

    fonts: Fonts = field(default_factory=Fonts)
    styles: Styles = field(default_factory=Styles)
    font: int = 0  # where none is named
    tail: list[Piece] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    title: str | None = None
    wrong: dict[str, int] = field(default_factory=dict)
    _pictures: int = 0

    @property
    def pictures(self) -> int:
        """How many were met."""
        return self._pictures

    def linked(self, name: str) -> Picture:
        """One that is named and not contained."""
        self.wrong["picture-linked"] = self.wrong.get("picture-linked", 0) + 1
        return Picture(name)

    def picture(self, blip: Blip) -> Picture:
        self._pictures += 1
        picture, wrong = blip.picture(self._pictures)
        if wrong:
            self.wrong[wrong] = self.wrong.get(wrong, 0) + 1
        crop = picture.crop
        if crop and (crop.left or crop.top or crop.right or crop.bottom):
            self.wrong["picture-cropped"] = self.wrong.get("picture-cropped", 0) + 1
        self.notes += [picture.alt] if picture.alt else []
        return picture


def begin_text(state: State, done: Callable[[str], None]) -> None:
    texts: list[str] = []
    state.goal, state.texts = "text", texts
    state.done = lambda: done("".join(texts))


def begin_flow(state: State, paper: Paper, done: Callable[[list[Piece]], None]) -> None:
    """A flow of its own; its paragraphs begin anew."""
    flow = Flow()
    state.goal, state.flow, state.shape = "flow", flow, None
    state.new_paragraph()
    state.plain(paper.font)

    def close() -> None:
        pieces = flow.close(state.depth, state.align, paper.styles.name(state.style))
        paper.notes += flow.asides
        done(pieces)

    state.done = close


def begin_note(state: State, paper: Paper) -> None:
    """A header, a footer, a comment."""
    begin_flow(state, paper, lambda pieces: paper.notes.append(text_of(pieces)))


def begin_footnote(state: State, paper: Paper) -> None:
    if state.is_shown:
        begin_flow(state, paper, lambda pieces: paper.tail.extend(footnotes(pieces)))
    else:
        state.goal = "skip"


def begin_box(state: State, paper: Paper) -> None:
    """A text box: after the paragraph in which it hangs."""
    if state.is_shown:
        begin_flow(state, paper, state.shape.boxes.extend if state.shape else state.flow.after.extend)
    else:
        state.goal = "skip"


def begin_field(state: State, paper: Paper) -> None:
    """One may name a picture that is not in the file, or show what its code says."""
    code: list[str] = []
    flow, before = state.flow, paper.pictures
    said, look = flow.volume, state.look(paper.fonts[state.font].name)
    state.code = code

    def done() -> None:
        text = "".join(code)
        name = linked_picture(text)
        if name is not None and paper.pictures == before:
            flow.line.picture(paper.linked(name), parts=False)
        elif flow.volume == said and (words := shown_by(text)):
            flow.line.text(words, look)

    if state.goal == "flow" and state.is_shown:
        state.done = done


def begin_code(state: State, paper: Paper) -> None:
    """What is in it is not seen, whatever it is."""
    state.goal, state.texts, state.flow, state.shape = "text", state.code, Flow(), None


def begin_label(state: State, paper: Paper) -> None:
    """The label of a list item, written out for programs that do not count."""
    flow, shown = state.flow, state.is_shown

    def done(text: str) -> None:
        if shown:
            flow.label = label_of(text)

    begin_text(state, done)


def begin_property(state: State, paper: Paper, name: str) -> None:
    """Only inside \\info and the like: "title" is also a word in other places."""

    def done(text: str) -> None:
        text = " ".join(text.split())[:LONGEST]
        paper.notes.append(text)
        if name == "title":
            paper.title = text or None

    if state.goal == "drop":
        begin_text(state, done)


def begin_picture(state: State, paper: Paper) -> None:
    shape, flow, blip = state.shape, state.flow, Blip()
    if not state.is_shown or (shape and not shape.takes_picture):
        state.goal = "skip"
        return
    state.goal, state.blip, state.shape = "picture", blip, None

    def done() -> None:
        if shape:
            shape.blip = blip
        else:
            flow.line.picture(paper.picture(blip), blip.is_wide)

    state.done = done


def begin_shape(state: State, paper: Paper) -> None:
    shape, flow = Shape(), state.flow
    state.goal, state.shape = "drop", shape

    def done() -> None:
        if shape.is_hidden:
            return
        if shape.blip:
            shape.blip.alt, shape.blip.shown = shape.alt, shape.crop
            flow.line.picture(paper.picture(shape.blip), parts=False)
        flow.after += [*shape.boxes, *shape.words()]

    if state.is_shown:
        state.done = done


def begin_picture_properties(state: State, paper: Paper) -> None:
    """Those of a picture in the line; its alternative text is one."""
    shape, blip = Shape(), state.blip
    state.goal, state.shape = "drop", shape

    def done() -> None:
        if blip:
            blip.alt, blip.shown = shape.alt, shape.crop

    state.done = done


def begin_name(state: State, paper: Paper) -> None:
    """The name of a shape's property."""
    if state.shape:
        begin_text(state, state.shape.name)


def begin_value(state: State, paper: Paper) -> None:
    if state.shape:
        begin_text(state, state.shape.value)


def begin_choice(state: State, paper: Paper) -> None:
    """\\upr holds the same twice: for old programs, then as \\ud in Unicode."""
    state.outer, state.goal = state.goal, "drop"


def begin_chosen(state: State, paper: Paper) -> None:
    state.goal = state.outer


BEGIN: dict[str, Callable[[State, Paper], None]] = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), begin_note),
    "annotation": begin_note, "footnote": begin_footnote, "shptxt": begin_box, "dptxbxtext": begin_box,
    "listtext": begin_label, "pntext": begin_label, "pict": begin_picture, "shp": begin_shape,
    "picprop": begin_picture_properties, "field": begin_field,
    "fldinst": begin_code, "sn": begin_name, "sv": begin_value, "upr": begin_choice, "ud": begin_chosen,
}  # fmt: skip
PROPERTIES = frozenset({"title", "subject", "keywords", "doccomm", "category", "propname", "staticval"})

"""A story in the making: what one document says, its pictures found, and what may leave of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tinbai.model import Block, Byline, Encoding, Hold, Item, ItemKind, Problem, Repair
from tinbai.parsers import dispatch, marks
from tinbai.parsers.document import Document, Picture
from tinbai.parsers.story.captions import LooseCaption
from tinbai.parsers.story.changes import changes
from tinbai.parsers.story.named import said_by_photos
from tinbai.parsers.story.people import is_unit
from tinbai.parsers.story.photos import Found, Place, add, caption, ordinal, problems_of, written_in
from tinbai.parsers.story.places import key_of, meant, number_of, with_places
from tinbai.parsers.story.structure import Shown, Structured, as_it_stands, structure, text_of

Find = Callable[[Picture], Found | None]
_TITLE = 80  # characters: a line above nothing but a table that is no longer goes on with the title
_FEW_WORDS = 30  # a file with fewer, no author and no captioned picture is no story


@dataclass
class Sketch:
    """`number`: of the part it came from, 0: the body. `loose`: indexes of the photos that came beside it."""

    kind: ItemKind
    source: str
    number: float
    hold: Hold | None = None
    structured: Structured = field(default_factory=lambda: Structured(None, None, (), (), None, None, None, None, ()))
    body: tuple[Block, ...] = ()
    photos: list[Found] = field(default_factory=list)
    loose: list[int] = field(default_factory=list)
    encoding: Encoding = "unicode"
    folder: str = ""  # in an archive
    repairs: tuple[Repair, ...] = ()
    places: tuple[str, ...] = ()  # what the figures below -1 stand for: -2 for the first

    @property
    def text(self) -> str:
        return text_of(self.structured.title, self.structured.lead, self.body)

    def place(self) -> Place:
        return Place(self.number, self.source.rpartition(" > ")[2], self.text, self.photos, self.folder)

    def take(self, found: Found) -> None:
        """A loose photo that belongs to this story."""
        place = add(self.photos, found)
        if place not in self.loose:
            self.loose.append(place)

    def settle(self) -> Iterator[Problem]:
        """Once all photos are here: captions that stand apart find theirs; what is left of them is told, and what is
        wrong with the photos."""
        if self.hold == "secret":
            return
        for found in self.photos:
            yield from problems_of(found.photo)
        loose: Sequence[int] = self.loose
        if not loose and not any(found.photo.caption for found in self.photos):
            loose = range(len(self.photos))
        left = caption(self.photos, self.structured.loose_captions, loose)
        self._show_at_places()
        self._caption_by_names()
        if who := self.structured.photo_credit:
            self.photos = [one if one.photo.credit else _credited(one, who) for one in self.photos]
        if left:
            words = "; ".join(f"“{one.caption}”" for one in left)
            yield Problem("captions-left", "info", self.source, {"count": str(len(left)), "captions": words})

    def _show_at_places(self) -> None:
        """The photos that came beside the file, where its lines say that they go."""
        if not self.places:
            return
        loose = list(self.loose)
        names = [self.photos[number].photo.name for number in loose]
        ordinals = [ordinal(name) for name in names]
        blocks: list[Block] = []
        for block in self.body:
            if block.type == "figure" and block.photo < -1:
                place = meant(self.places[-2 - block.photo], names, ordinals)
                if place is not None:
                    blocks.append(replace(block, photo=loose[place]))
            else:
                blocks.append(block)
        self.body = tuple(blocks)

    def _caption_by_names(self) -> None:
        """Photos that came as files and nobody speaks of say by their names what they show."""
        files = [one.photo.name if one.photo.origin in ("attachment", "archive") else "" for one in self.photos]
        said = said_by_photos(files, self.structured.title)
        self.photos = [
            replace(one, photo=replace(one.photo, caption=text)) if text and not one.photo.caption else one
            for one, text in zip(self.photos, said, strict=True)
        ]

    def item(self) -> Item:
        """The item; of a secret one nothing but its kind, hold and source."""
        if self.hold == "secret":
            return Item(self.kind, self.source, hold="secret")
        told = self.structured
        return Item(
            kind=self.kind,
            source=self.source,
            hold=self.hold,
            title=told.title,
            lead=told.lead,
            body=self.body,
            byline=told.byline,
            dateline=told.dateline,
            event_date=told.event_date,
            genre=told.genre,
            photos=tuple(found.photo for found in self.photos),
            text=self.text,
            encoding=self.encoding,
            repairs=self.repairs,
        )


def sketch(
    document: Document, source: str, number: float, hold: Hold | None, find: Find, written: date | None, subject: str
) -> list[Sketch]:
    """One sketch per story in a repaired document. `hold`: what the mail as a whole demands."""
    hold = worse(hold, marks.hold_of(document, written_in(document.pieces)))
    document = with_places(document) if source != "body" else document
    is_dispatch = dispatch.score(document) >= dispatch.DISPATCH
    found = structure(document, written, subject)
    if hold == "secret":
        kind: ItemKind = "dispatch" if is_dispatch else "story" if any(map(_is_story, found)) else "document"
        return [Sketch(kind, source, number, "secret")]
    is_paper = source != "body" and bool(found) and not is_dispatch and _is_paper(found)
    if is_paper or (source != "body" and found and is_dispatch):
        found = (as_it_stands(document),)
    out = []
    for one, repairs in zip(found, changes(document, found), strict=True):
        kind = "dispatch" if is_dispatch else "story" if _is_story(one) and not is_paper else "document"
        photos, body, missing = _illustrated(one.pictures, one.body, find)
        places = tuple(key for shown in one.pictures if (key := key_of(shown.picture)))
        captions = (*one.loose_captions, *missing)
        # The octets of its pictures must not be held any longer.
        bare_one = replace(one, pictures=(), body=(), loose_captions=captions)
        made = Sketch(
            kind, source, number, hold, bare_one, body, photos, [], document.encoding, repairs=repairs, places=places
        )
        out.append(made)
    return out


def worse(a: Hold | None, b: Hold | None) -> Hold | None:
    """The graver of two holds."""
    return "secret" if "secret" in (a, b) else a or b


def _credited(found: Found, who: str) -> Found:
    return replace(found, photo=replace(found.photo, credit=who))


def _illustrated(
    shown: Sequence[Shown], body: Sequence[Block], find: Find
) -> tuple[list[Found], tuple[Block, ...], list[LooseCaption]]:
    """The photos of a story, each once, and its body with the figures pointing at them; decorations drop out. Captions
    of pictures that are only named: the photo may have come beside the file."""
    photos: list[Found] = []
    missing: list[LooseCaption] = []
    places: dict[int, int] = {}
    awaited = -1
    for number, one in enumerate(shown):
        key = key_of(one.picture)
        found = None if key else find(one.picture)
        if key:
            awaited -= 1
            places[number] = awaited
            if one.caption:
                missing.append(LooseCaption(number_of(key), one.caption, one.credit))
            continue
        if found:
            words = replace(found.photo, caption=one.caption, credit=one.credit)
            places[number] = add(photos, replace(found, photo=words))
        elif one.caption and one.picture.data is None:
            missing.append(LooseCaption(None, one.caption, one.credit))
    blocks = []
    drawn: set[int] = set()
    for block in body:
        if block.type != "figure":
            blocks.append(block)
        elif block.photo in places and places[block.photo] not in drawn:
            drawn.add(places[block.photo])
            blocks.append(replace(block, photo=places[block.photo]))
    return photos, tuple(blocks), missing


# --- Story, note, document? --------------------------------------------------------------------------------------


def _words(one: Structured) -> int:
    return len(text_of(one.title, one.lead, one.body).split())


def _is_story(one: Structured) -> bool:
    """Whether the text of a file is a story rather than a list, a form or a few words."""
    words = _words(one)
    told = bool(one.lead) and (len(one.lead or "") > _TITLE or not {"table"} >= {block.type for block in one.body})
    prose = told or any(block.type in ("paragraph", "quote") for block in one.body)
    return prose and (words >= _FEW_WORDS or (words >= 8 and (one.byline is not None or _captioned(one))))


def _is_paper(found: Sequence[Structured]) -> bool:
    """Whether a file is neither stories nor photos with their captions."""
    return len(found) == 1 and not _is_story(found[0]) and not _captioned(found[0])


def _captioned(one: Structured) -> bool:
    return any(shown.caption for shown in one.pictures) or bool(one.loose_captions)


def with_author(one: Sketch, name: str) -> None:
    """A forwarded story without a byline: who sent it first is the candidate."""
    if name and one.structured.byline is None:
        byline = Byline(name, (), name) if is_unit(name) else Byline(name, (name,))
        one.structured = replace(one.structured, byline=byline)


def with_title(one: Sketch, title: str | None) -> None:
    """A story without a title of its own takes this one."""
    if title and one.structured.title is None and one.hold != "secret":
        one.structured = replace(one.structured, title=title)

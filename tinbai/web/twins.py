"""Two drafts that may be one story, side by side: what is the same, who sent what, and what an editor says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import judging, merging
from tinbai.decisions import may
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.evidence import Relation, TwinVerdict
from tinbai.model import Story
from tinbai.queue import review
from tinbai.queue.twins.align import Alignment, align
from tinbai.queue.twins.fold import plain, words_of
from tinbai.queue.twins.phrases import masked, scopes_of
from tinbai.store import drafts, merges, phrases
from tinbai.store.draft_links import OPPOSITE
from tinbai.store.merges import Merge
from tinbai.twins import formulas
from tinbai.web import changes, compared
from tinbai.web.compared import Pair
from tinbai.web.desk import desk_of, must
from tinbai.web.desk import words_of as words_for
from tinbai.web.dossier import Dossier, Elsewhere, dossier_of
from tinbai.web.forms import form, query
from tinbai.web.held import is_closed
from tinbai.web.near_photos import near_pairs
from tinbai.web.pages import page, redirect
from tinbai.web.sides import PhotoPair, Side, in_order, photo_pairs, sides_of, with_alike
from tinbai.web.troubles import trouble

SAID: Mapping[TwinVerdict, str] = {  # msgids
    "same": "One story",
    "not-a-twin": "No twins",
    "series": "The same pattern, another event",
    "related": "Only related",
}
REVISION_A, REVISION_B, LETTER = "goc-a", "goc-b", "thu"  # fields
_MOST_TOLD = 16  # figures and names that are listed
_LEAST_TO_TELL = 0.9  # share of the text from which its author is told that it was put to another's


@dataclass(frozen=True, slots=True)
class Likeness:
    """Shares from 0 to 1; spans: where B says what A says, in percent of B: (from, length)."""

    a_in_b: float
    b_in_a: float
    spans: Sequence[tuple[float, float]]

    alike: bool  # to the last sign; else there is no whole hundred

    @property
    def both(self) -> float:
        return min(self.a_in_b, self.b_in_a)

    def percent(self, share: float) -> int:
        """As it is shown: figures that differ make no "100 %" of two stories that are not the same."""
        return round(100 * share) if self.alike else min(99, round(100 * share))


@dataclass(frozen=True, slots=True)
class Both:
    """Two tied drafts as one page and its forms need them; `relation` is what B is to A."""

    dossier: Dossier
    tie: Elsewhere
    a: Side
    b: Side
    relation: Relation
    merge: Merge | None

    @property
    def address(self) -> str:
        other = self.other.draft
        return f"{self.dossier.address}/trung/{other.outlet}/{other.id}"

    @property
    def own(self) -> Side:
        mine = self.dossier.draft
        return self.a if (self.a.draft.outlet, self.a.draft.id) == (mine.outlet, mine.id) else self.b

    @property
    def other(self) -> Side:
        return self.b if self.own is self.a else self.a

    @property
    def together(self) -> bool:
        """Whether they lie in one newsroom; a draft of another one is never touched."""
        return self.a.draft.outlet == self.b.draft.outlet

    @property
    def judged_by_me(self) -> bool:
        return may(self.dossier.person, self.dossier.draft.outlet, "edit")

    def stays(self, side: Side) -> bool:
        """Whether this one may stay and the other one go into its file."""
        gone = self.b if side is self.a else self.a
        decides = self.judged_by_me and may(self.dossier.person, side.draft.outlet, "decide")
        free = gone.draft.state in review.EDITABLE and side.draft.state in merging.TAKES_ANOTHER
        return self.together and decides and free and self.merge is None

    def takes(self, side: Side) -> bool:
        """Whether words of the other one may come into this one."""
        return self.stays(side) and side.draft.state in review.EDITABLE

    def is_pressed_twice(self, stays: Side) -> bool:
        """Whether this very person has just done this."""
        done = self.merge
        return done is not None and (done.by, done.into) == (self.dossier.person.id, stays.draft.id)

    def photos(self, first: Side) -> list[PhotoPair]:
        """The photos of `first` beside those of the other one."""
        other = self.b if first is self.a else self.a
        seen = self.tie.evidence if first is self.own else self.tie.evidence.turned()
        return photo_pairs(first.draft, other.draft, seen.photos)


def both_of(request: Request, action: str = "read") -> Both:
    """The draft in the address and the tied one, which the person may read too."""
    dossier = dossier_of(request, action)
    outlet, draft = request.path_params["other_outlet"], request.path_params["other"]
    must(request, outlet)
    tie = next(
        (one for one in dossier.elsewhere if one.draft and (one.draft.outlet, one.draft.id) == (outlet, draft)), None
    )
    if tie is None:
        raise NotFound("these two are not tied")
    app, mine = desk_of(request).app, dossier.draft
    with app.database.read() as tx:
        other = drafts.get(tx, outlet, draft)
        if is_closed(other):
            raise NotFound("held")
        a, b = sides_of(tx, app, dossier.person, mine, other)
        merge = merges.between(tx, (mine.outlet, mine.id), (outlet, draft))
    is_b = in_order(mine, other)[1] is mine
    relation = tie.relation if is_b else OPPOSITE.get(tie.relation, tie.relation)
    return Both(dossier, tie, a, b, relation, merge)


# --- The page ------------------------------------------------------------------------------------------------------


def show(request: Request) -> Response:
    """Both texts; A is the one that came first."""
    return _page(request, both_of(request))


def _page(request: Request, both: Both, status: int = 200, moved: Sequence[Side] = ()) -> Response:
    """`moved`: what a colleague changed since the page was made on which something was pressed."""
    found = _pairs(request, both)
    shorter = query(request, "khac") == "1"
    likeness = likeness_of(both)
    return page(
        request, "story_twins.html", status,
        both=both, d=both.dossier, tie=both.tie, a=both.a, b=both.b, says=SAID, stale=status == 409, moved=moved,
        pairs=[pair for pair in found if not pair.same] if shorter else found, shorter=shorter,
        hidden=sum(pair.same for pair in found), told=compared.differing(found), like=likeness, most_told=_MOST_TOLD,
        hatched=any(piece.kind == "boiler" for pair in found for piece in pair.a),
        photos=with_alike(both.photos(both.a), _alike(request, both)), tells=tells(both, likeness),
        editable=both.judged_by_me,
    )  # fmt: skip


def _alike(request: Request, both: Both) -> list[tuple[int, int]]:
    with desk_of(request).app.database.read() as tx:
        return near_pairs(tx, both.a.draft, both.b.draft)


def _pairs(request: Request, both: Both) -> list[Pair]:
    scopes = frozenset[str]()
    for draft in (both.a.draft, both.b.draft):
        scopes |= scopes_of(draft.sender.address if draft.sender else None, draft.item.byline)
    one, other = both.a.draft.revision.story, both.b.draft.revision.story
    with desk_of(request).app.database.read() as tx:
        known = [*phrases.of_scopes(tx, scopes), *formulas(tx, _text(one))]
    return compared.as_read(one, other, compared.boilerplate(known, masked))


def tells(both: Both, likeness: Likeness) -> bool:
    """Whether the author of the one that goes is told, unless the editor says otherwise."""
    senders = {side.draft.sender.address.lower() for side in (both.a, both.b) if side.draft.sender}
    return len(senders) == 2 and likeness.both >= _LEAST_TO_TELL


def likeness_of(both: Both) -> Likeness:
    """How much of the words of each the other one has, as both stand now."""
    texts = [words_of(plain(_text(side.draft.revision.story))) for side in (both.b, both.a)]
    found = align(*texts)
    spans = [(_share(block.new.start, found), _share(len(block.new), found)) for block in found.blocks]
    theirs = sum(len(block.old) for block in found.blocks) / max(1, found.old_words)
    mine = sum(len(block.new) for block in found.blocks) / max(1, found.new_words)
    a, b = (_text(side.draft.revision.story).split() for side in (both.a, both.b))
    return Likeness(theirs, mine, spans, a == b)


def _share(words: int, found: Alignment) -> float:
    return round(100 * words / max(1, found.new_words), 2)


def _text(story: Story) -> str:
    return "\n".join([story.title, story.lead, *map(changes.words_of, story.body)])


# --- What an editor says -------------------------------------------------------------------------------------------


def say(request: Request) -> Response:
    """Remember what the editor says of the two, or take it back."""
    said = str(form(request).get("v", ""))
    both = both_of(request, "edit")
    verdict = next((known for known in SAID if known == said), None)
    if said and verdict is None:
        raise NotFound("no such verdict")
    app, words, person = desk_of(request).app, words_for(request), both.dossier.person
    try:
        if verdict is None:
            judging.take_back(app, *_keys(both), person)
            return redirect(request, both.address, words.t("Taken back."))
        judging.say(app, *_keys(both), person, verdict)
    except Conflict:
        return redirect(request, both.address, words.t("A colleague was faster: please look again."))
    remembered = words.t("Remembered: {said}.", said=words.t(SAID[verdict]))
    return redirect(request, both.dossier.address, remembered, f"{both.address}/hoan-tac")


def _keys(both: Both) -> tuple[tuple[str, str], tuple[str, str]]:
    one, other = both.own.draft, both.other.draft
    return (one.outlet, one.id), (other.outlet, other.id)


def keep(request: Request) -> Response:
    """One stays as it is, the other one goes into its file."""
    fields = form(request)
    both = both_of(request, "decide")
    stays = {"a": both.a, "b": both.b}.get(str(fields.get("v", "")))
    if stays is None:
        raise NotFound("no such side")
    gone = both.b if stays is both.a else both.a
    read = read_of(both, fields)
    app, words, draft = desk_of(request).app, words_for(request), stays.draft
    told = fields.get(LETTER) == "1"
    try:
        if not both.is_pressed_twice(stays):
            merging.merge(app, draft.outlet, draft.id, gone.draft.id, both.dossier.person, read, told=told)
    except (Conflict, NotAllowed):
        return looked_at_again(request, read)
    said = words.t(
        "{receipt} stays; {other} was put into its file.", receipt=draft.receipt_no, other=gone.draft.receipt_no
    )
    return redirect(request, stays.address, said, f"{both.address}/hoan-tac")


def read_of(both: Both, fields: Mapping[str, object]) -> dict[str, int]:
    """Draft -> the revision that the page showed."""
    found = {}
    for side, name in ((both.a, REVISION_A), (both.b, REVISION_B)):
        number = str(fields.get(name, ""))
        found[side.draft.id] = int(number) if number.isdecimal() and len(number) < 9 else 0
    return found


def looked_at_again(request: Request, read: Mapping[str, int]) -> Response:
    """409: the page as the two are now, with who changed what; nothing was typed, nothing is lost."""
    both = both_of(request)
    moved = [side for side in (both.a, both.b) if read.get(side.draft.id) != side.draft.revision.no]
    return _page(request, both, 409, moved)


def undo(request: Request) -> Response:
    """Take back what was said or done last of the two."""
    form(request)
    both = both_of(request, "edit")
    app, words, person = desk_of(request).app, words_for(request), both.dossier.person
    try:
        if both.merge:
            merging.undo(app, both.merge.outlet, both.merge.draft, person)
        else:
            judging.take_back(app, *_keys(both), person)
    except Conflict:
        late = "It stands: its time for undo is over, or somebody has changed something since. See both side by side."
        return trouble(request, 409, ("Too late to undo", late))
    return redirect(request, both.address, words.t("Undone: both are as they were."))


ROUTES = (
    Route("/tin/{outlet}/{draft}/trung/{other_outlet}/{other}", show, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/trung/{other_outlet}/{other}", say, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/trung/{other_outlet}/{other}/giu-lai", keep, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/trung/{other_outlet}/{other}/hoan-tac", undo, methods=["POST"]),
)

"""One draft made of two: every paragraph, every photo and the names are chosen; and the way back."""

from collections.abc import Mapping, Sequence
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import merging
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.model import Block
from tinbai.queue.twins.combine import Parts
from tinbai.queue.twins.combine import Side as Whose
from tinbai.store import drafts
from tinbai.web import compared
from tinbai.web.compared import Pair
from tinbai.web.desk import desk_of, words_of
from tinbai.web.forms import form, query
from tinbai.web.pages import page, redirect
from tinbai.web.sides import PhotoPair, Side
from tinbai.web.twins import LETTER, Both, both_of, likeness_of, looked_at_again, read_of, tells

STAYS, CREDIT, BYLINE = "giu", "nhuan-but", "tac-gia"  # fields
_CLEARLY_LARGER = 1.2  # times the pixels


def show(request: Request) -> Response:
    """The form: on the left the one that stays, ticked; ?lay=kia ticks the other one's text."""
    both = both_of(request, "decide")
    stays = _stays(both, query(request, STAYS))
    gone = both.b if stays is both.a else both.a
    mine, theirs = stays.draft.revision.story, gone.draft.revision.story
    pairs = compared.pairs(mine, theirs)
    return page(
        request, "twins_merge.html",
        both=both, d=both.dossier, stays=stays, gone=gone, pairs=pairs, theirs=query(request, "lay") == "kia",
        photos=[(pair, _is_better(stays, gone, pair)) for pair in both.photos(stays)],
        byline=next((pair for pair in pairs if pair.part == "byline"), None),
        switches=both.takes(gone), first=both.a, tells=tells(both, likeness_of(both)),
    )  # fmt: skip


def _stays(both: Both, asked: str) -> Side:
    """Who stays: whom the editor names, else the first one. Raises NotFound when nothing can be merged."""
    order = (both.b, both.a) if asked == "b" else (both.a, both.b)
    found = next((side for side in order if both.takes(side)), None)
    if found is None:
        raise NotFound("these two cannot be merged")
    return found


def _is_better(stays: Side, gone: Side, pair: PhotoPair) -> bool:
    """Whether the photo of the one that goes is wanted: nothing like it is there, or only a smaller copy."""
    if pair.b is None or pair.exact:
        return False
    theirs = gone.draft.item.photos[pair.b - 1]
    if pair.a is None:
        return True
    mine = stays.draft.item.photos[pair.a - 1]
    return theirs.width * theirs.height > _CLEARLY_LARGER * mine.width * mine.height


def merge(request: Request) -> Response:
    """Make one of the two as the form says."""
    fields = {name: str(value) for name, value in form(request).items()}
    both = both_of(request, "decide")
    read = read_of(both, fields)
    asked = both.b if fields.get(STAYS) == "b" else both.a
    if both.is_pressed_twice(asked):
        return redirect(request, asked.address)
    if any(side.draft.revision.no != read[side.draft.id] for side in (both.a, both.b)):
        return looked_at_again(request, read)  # places in the form are those of other texts
    try:
        stays = _stays(both, fields.get(STAYS, ""))
    except NotFound:
        return looked_at_again(request, read)
    gone = both.b if stays is both.a else both.a
    parts, app = _parts(fields, stays, gone, both.photos(stays)), desk_of(request).app
    credit = {"a": both.a.draft.id, "b": both.b.draft.id}.get(fields.get(CREDIT, ""), "")
    person, draft = both.dossier.person, stays.draft
    told = fields.get(LETTER) == "1"
    try:
        merging.merge(app, draft.outlet, draft.id, gone.draft.id, person, read, parts, credit=credit, told=told)
    except (Conflict, NotAllowed):
        return looked_at_again(request, read)
    said = words_of(request).t(
        "Merged: {receipt} stays, {other} went into it.", receipt=draft.receipt_no, other=gone.draft.receipt_no
    )
    return redirect(request, stays.address, said, f"{both.address}/hoan-tac")


def _parts(fields: Mapping[str, str], stays: Side, gone: Side, photos: Sequence[PhotoPair]) -> Parts:
    mine, theirs = stays.draft.revision.story, gone.draft.revision.story
    pairs = [pair for pair in compared.pairs(mine, theirs) if pair.part == "body"]
    taken = [pair for pair in photos if pair.b is not None and fields.get(f"anh-{pair.b}") == "1"]
    byline: Whose | Literal["both"] = "both" if fields.get(BYLINE) == "ca-hai" else _whose(fields.get(BYLINE, ""))
    return Parts(
        title=_whose(fields.get("tieu-de", "")),
        lead=_whose(fields.get("sapo", "")),
        byline=byline,
        body=_body(fields, pairs, mine.body, theirs.body),
        photos=[pair.b - 1 for pair in taken if pair.b],
        instead={pair.b - 1: pair.a - 1 for pair in taken if pair.a and pair.b and not pair.exact},
    )


def _whose(said: str) -> Whose:
    return "other" if said == "kia" else "keep"


def _body(
    fields: Mapping[str, str], pairs: list[Pair], mine: tuple[Block, ...], theirs: tuple[Block, ...]
) -> list[tuple[Whose, int]]:
    """The chosen paragraphs; a photo stays behind the paragraph it stood behind."""
    body: list[tuple[Whose, int]] = []
    body += _figures("keep", mine, -1) + _figures("other", theirs, -1)
    for pair in pairs:
        said = fields.get(f"d-{pair.no}", "")
        if pair.place_a is not None:
            body += [("keep", pair.place_a)] if said == "nay" else []
        if pair.place_b is not None:
            body += [("other", pair.place_b)] if said == "kia" else []
        body += _figures("keep", mine, pair.place_a) + _figures("other", theirs, pair.place_b)
    return body


def _figures(whose: Whose, blocks: tuple[Block, ...], behind: int | None) -> list[tuple[Whose, int]]:
    """The photos that follow this paragraph."""
    found: list[tuple[Whose, int]] = []
    for place in range(behind + 1, len(blocks)) if behind is not None else ():
        if blocks[place].type != "figure":
            break
        found.append((whose, place))
    return found


def split(request: Request) -> Response:
    """Take the one out of the other again."""
    fields = form(request)
    both = both_of(request, "decide")
    app, words = desk_of(request).app, words_of(request)
    keep_text = fields.get("chu") == "nay"
    try:
        if both.merge is None:
            raise Conflict("they are split already")
        done = merging.split(app, both.merge.outlet, both.merge.draft, both.dossier.person, keep_text=keep_text)
    except Conflict:
        return redirect(request, both.address, words.t("A colleague was faster: please look again."))
    with app.database.read() as tx:
        out = drafts.get(tx, done.outlet, done.draft)
    return redirect(request, both.address, words.t("Split: {receipt} is in the queue again.", receipt=out.receipt_no))


ROUTES = (
    Route("/tin/{outlet}/{draft}/trung/{other_outlet}/{other}/gop", show, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/trung/{other_outlet}/{other}/gop", merge, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/trung/{other_outlet}/{other}/tach", split, methods=["POST"]),
)

"""Two versions of a story side by side in one text, syllable by syllable; a part of the older one is a click away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import decisions
from tinbai.errors import Conflict, NotAllowed
from tinbai.model import Revision, Story
from tinbai.web import changes
from tinbai.web.changes import Piece
from tinbai.web.desk import desk_of, words_of
from tinbai.web.dossier import Dossier, dossier_of
from tinbai.web.forms import form, query
from tinbai.web.pages import page, redirect
from tinbai.web.story import RESTORE, base_of, texts
from tinbai.web.story_form import BODY, BYLINE, LEAD, TITLE, caption_name, credit_name, fields_of, story_of

FROM, TO = "tu", "den"
_MOST_DIGITS = 6
NAMES: Mapping[str, str] = {  # msgids, by the field of the form or what its name begins with
    TITLE: "Title",
    LEAD: "Lead",
    BYLINE: "Byline",
    "ct": "Caption of photo {n}",
    "nc": "Photographer of photo {n}",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a story whose words differ; `name`: of its form field, `says`: a msgid, `number`: of its photo."""

    name: str
    says: str
    number: int
    pieces: tuple[Piece, ...]


def show(request: Request) -> Response:
    """What became of one version in another; without a choice: the first and the latest."""
    dossier = dossier_of(request)
    old = _asked(dossier, query(request, FROM)) or dossier.revisions[0]
    new = _asked(dossier, query(request, TO)) or dossier.draft.revision
    photos = len(dossier.draft.item.photos)
    return page(
        request,
        "story_between.html",
        d=dossier,
        old=old,
        new=new,
        parts=_parts(old.story, new.story, photos),
        rows=changes.rows(old.story.body, new.story.body),
    )


def take_back(request: Request) -> Response:
    """Put a part of an older version into the text as it stands."""
    fields = texts(form(request))
    dossier = dossier_of(request, "edit")
    old, words, head = _asked(dossier, fields.get(FROM, "")), words_of(request), dossier.draft.revision
    there = f"{dossier.address}/so-sanh?tu={old.no if old else 1}"
    number, saves = base_of(fields)
    if old is None or number != head.no or saves not in (None, head.saves):
        return redirect(request, there, words.t("A colleague was faster: please look again."))
    story = _restored(head.story, old.story, fields.get(RESTORE, ""), len(dossier.draft.item.photos))
    app, draft = desk_of(request).app, dossier.draft
    try:
        decisions.edit(app, draft.outlet, draft.id, dossier.person, head.no, story, saves=head.saves)
    except (Conflict, NotAllowed):
        return redirect(request, there, words.t("A colleague was faster: please look again."))
    return redirect(request, there, words.t("Taken back from version {no}.", no=old.no))


def _asked(dossier: Dossier, number: str) -> Revision | None:
    return next((one for one in dossier.revisions if str(one.no) == number), None)


def _parts(old: Story, new: Story, photos: int) -> Sequence[Part]:
    before, after = fields_of(old, photos), fields_of(new, photos)
    named = [(name, 0) for name in (TITLE, LEAD, BYLINE)]
    for n in range(1, photos + 1):
        named += [(caption_name(n), n), (credit_name(n), n)]
    return [
        Part(name, NAMES[name if not n else name.partition("-")[0]], n, changes.compare(before[name], after[name]))
        for name, n in named
        if before[name] != after[name]
    ]


def _restored(head: Story, old: Story, part: str, photos: int) -> Story:
    """The text as it stands with that part as it was; nonsense changes nothing."""
    if part.isdecimal() and len(part) <= _MOST_DIGITS:
        return replace(head, body=changes.restored(old.body, head.body, int(part)))
    if part == BYLINE:
        return replace(head, byline=old.byline)
    before = fields_of(old, photos)
    return story_of({part: before[part]}, head, photos) if part in before and part != BODY else head


ROUTES = (
    Route("/tin/{outlet}/{draft}/so-sanh", show, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/so-sanh", take_back, methods=["POST"]),
)

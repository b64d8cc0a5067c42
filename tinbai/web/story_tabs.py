"""The other tabs of a story: its photos, its letters, its history with every version, the mail as it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.errors import NotFound
from tinbai.model import Act, Decision, Delivery, Revision
from tinbai.parsers.photo.crop import crop_at
from tinbai.picture import Crop
from tinbai.store import audit, bounces
from tinbai.store.merges import Merge
from tinbai.store.verdicts import Said
from tinbai.web import changes
from tinbai.web.badges import badges
from tinbai.web.cropped import shown
from tinbai.web.desk import desk_of, must, words_of
from tinbai.web.dossier import Dossier, Mail, dossier_of
from tinbai.web.downloads import download
from tinbai.web.forms import form, query
from tinbai.web.held import is_closed
from tinbai.web.letters import KINDS, STATES
from tinbai.web.mended import SEGMENTS
from tinbai.web.pages import page, redirect
from tinbai.web.photos import WHOLE
from tinbai.web.story import saved, texts
from tinbai.web.suggested import suggested
from tinbai.web.told import by_photo


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to the story; exactly one of the others is set."""

    at: datetime
    revision: Revision | None = None
    decision: Decision | None = None
    undone: Decision | None = None
    act: Act | None = None
    withdrawn: Act | None = None
    mail: Mail | None = None
    letter: Delivery | None = None
    merge: Merge | None = None
    split: Merge | None = None
    said: Said | None = None
    unsaid: Said | None = None


def photos(request: Request) -> Response:
    """One photo large, all others as a strip; the caption beside it."""
    dossier = dossier_of(request)
    total = len(dossier.draft.item.photos)
    asked = query(request, "so")
    number = int(asked) if asked.isdecimal() and 1 <= int(asked) <= total else 1
    problems = by_photo(words_of(request), dossier.draft)
    found = suggested(dossier)
    cut = shown(dossier)
    whole = query(request, WHOLE) == "1" and bool(cut) and cut[number - 1] is not None
    return page(
        request,
        "story_photos.html",
        d=dossier,
        number=number,
        photo_problems=problems,
        photo_badges=badges(words_of(request), dossier.draft),
        suggested=found,
        cropped=cut,
        crop=crop_at(dossier.draft.revision.story.crops, number) or Crop(),
        whole=whole,
    )


def save_photo(request: Request) -> Response:
    """Save caption and credit of one photo."""
    fields = texts(form(request))
    dossier = dossier_of(request, "edit")
    number = fields.get("so", "1")
    return saved(request, dossier, fields) or redirect(request, f"{dossier.address}/anh?so={number}")


def letters(request: Request) -> Response:
    """Mails of the sender and letters to him, in the order of time."""
    dossier = dossier_of(request)
    events = [Event(mail.at, mail=mail) for mail in dossier.mails]
    events += [Event(letter.created_at, letter=letter) for letter in dossier.letters]
    with desk_of(request).app.database.read() as tx:
        bounced = bounces.of_letters(tx, dossier.draft.outlet, [letter.id for letter in dossier.letters])
    return page(
        request,
        "story_letters.html",
        d=dossier,
        events=_in_order(events),
        states=STATES,
        kinds=KINDS,
        bounced=bounced,
    )


def history(request: Request) -> Response:
    """Every version and every decision, with who and when."""
    dossier = dossier_of(request)
    events = [Event(one.at, revision=one) for one in dossier.revisions]
    events += [Event(one.at, decision=one) for one in dossier.decisions]
    events += [Event(one.undone_at, undone=one) for one in dossier.decisions if one.undone_at]
    events += [Event(one.at, act=one) for one in dossier.acts]
    events += [Event(one.undone_at, withdrawn=one) for one in dossier.acts if one.undone_at]
    events += [Event(mail.at, mail=mail) for mail in dossier.mails if mail.role != "origin"]
    events += _with_others(dossier)
    return page(request, "story_history.html", d=dossier, events=_in_order(events))


def _with_others(dossier: Dossier) -> list[Event]:
    """What was said of it and other stories; what a merge says by itself is told once."""
    merged = {one.verdict_id for one in dossier.merges}
    said = [one for one in dossier.said if one.id not in merged]
    events = [Event(one.at, merge=one) for one in dossier.merges]
    events += [Event(one.undone_at, split=one) for one in dossier.merges if one.undone_at]
    events += [Event(one.at, said=one) for one in said]
    return events + [Event(one.undone_at, unsaid=one) for one in said if one.undone_at]


def _in_order(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.at)


def version(request: Request) -> Response:
    """One version as readers would see it, with its changes against the one before."""
    dossier = dossier_of(request)
    number = int(request.path_params["number"])
    if not 1 <= number <= len(dossier.revisions):
        raise NotFound("no such version")
    shown, before = dossier.revisions[number - 1], dossier.revisions[max(0, number - 2)]
    compared = query(request, "so-sanh") == "1" and number > 1
    return page(
        request,
        "story_version.html",
        d=dossier,
        shown=shown,
        before=before,
        compared_now=compared,
        title=changes.compare(before.story.title, shown.story.title),
        lead=changes.compare(before.story.lead, shown.story.lead),
        rows=changes.rows(before.story.body, shown.story.body),
    )


# --- The mail as it came -------------------------------------------------------------------------------------------


def mail(request: Request) -> Response:
    """Head, text and files of a mail, as text; the mail itself as a download."""
    dossier = dossier_of(request)
    return page(request, "story_mail.html", d=dossier, mail=_mail(request, dossier), segments=SEGMENTS)


def raw(request: Request) -> Response:
    """The mail octet for octet. Of a sealed one only for who may lift the hold."""
    dossier = dossier_of(request, closed=True)
    found, app = _unsealed(request, dossier), desk_of(request).app
    if found.sealed or is_closed(dossier.draft):
        with app.database.write() as tx:
            outlet, receipt = dossier.draft.outlet, dossier.draft.receipt_no
            audit.add(tx, "held-read", by=dossier.person.id, at=app.now(), outlet=outlet, object=receipt)
    return download(app.raw.open(found.row.id), f"{dossier.draft.receipt_no}.eml")


def attachment(request: Request) -> Response:
    """An attachment as it was sent."""
    dossier = dossier_of(request)
    found, number = _unsealed(request, dossier), int(request.path_params["number"])
    if not 1 <= number <= len(found.attachments):
        raise NotFound("no such attachment")
    wanted = found.attachments[number - 1]
    return download(desk_of(request).app.blobs.open(wanted.sha256), wanted.name)


def _mail(request: Request, dossier: Dossier) -> Mail:
    """The mail asked for by ?thu=, one of those of the draft; the origin when none is named."""
    asked = query(request, "thu")
    found = next((one for one in dossier.mails if one.row.id == asked), None) if asked else dossier.origin
    if found is None:
        raise NotFound("no such mail of this story")
    return found


def _unsealed(request: Request, dossier: Dossier) -> Mail:
    found = _mail(request, dossier)
    if found.sealed or is_closed(dossier.draft):
        must(request, dossier.draft.outlet, "hold")
    return found


ROUTES = (
    Route("/tin/{outlet}/{draft}/anh", photos, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/anh", save_photo, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/thu-tu", letters, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/lich-su", history, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/ban/{number:int}", version, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/goc", mail, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/thu-goc", raw, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/tep/{number:int}", attachment, methods=["GET"]),
)

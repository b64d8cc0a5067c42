"""Approve, ask, reject: what was typed is saved first, the letter is seen before it is promised, undo takes it back."""

from collections.abc import Mapping, Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import decisions
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.model import Decision, Draft, State, Verdict
from tinbai.notifier import letters
from tinbai.store import deliveries
from tinbai.telling import house_about
from tinbai.web import published
from tinbai.web.cropped import asked_photo
from tinbai.web.desk import Desk, desk_of, scope_of, words_of
from tinbai.web.dossier import Dossier, dossier_of
from tinbai.web.forms import form, query
from tinbai.web.neighbours import next_for
from tinbai.web.pages import page, redirect
from tinbai.web.reasons import Point, asks, letters_language, note_of, reasons
from tinbai.web.story import SEEN, conflict, saved, story_in, texts
from tinbai.web.story_form import BODY
from tinbai.web.troubles import trouble

NOTE, TICK, VERDICT, PHOTO = "thu", "y", "v", "anh"  # PHOTO: number of the one a better copy is asked of
_PLACE = "@@@"  # a line of a letter that nobody writes: where the note stands
SAID: Mapping[State, str] = {  # msgids
    State.APPROVED: "Approved: “{title}”.",
    State.AWAITING_APPROVAL: "Sent to the head of the board: “{title}”.",
    State.REVISION_REQUESTED: "Asked the author: “{title}”.",
    State.REJECTED: "Not used: “{title}”.",
}


def decide(request: Request) -> Response:
    """Save what came along, then decide; asking and rejecting lead to their letter first."""
    fields = form(request)
    dossier = dossier_of(request, "decide")
    verdict = _verdict(str(fields.get(VERDICT, "")))
    if BODY in fields and dossier.editable:
        if refused := saved(request, dossier, texts(fields)):
            return refused
        dossier = dossier_of(request, "decide")
    if verdict is not Verdict.APPROVE and NOTE not in fields:
        return redirect(request, f"{dossier.address}/thu?v={verdict.value}")
    note = _note(request, dossier, verdict, fields)
    if verdict is not Verdict.APPROVE and not note:
        return _letter(request, dossier, verdict, fields, missing=True)
    return _decide(request, dossier, verdict, note, fields)


def _decide(request: Request, dossier: Dossier, verdict: Verdict, note: str, fields: FormData) -> Response:
    app, draft = desk_of(request).app, dossier.draft
    if verdict is Verdict.APPROVE and dossier.unseen and not dossier.checked:
        said = words_of(request).t("Look at every page the machine could not read first, then tick it here.")
        return redirect(request, f"{dossier.address}#soat-mat", said)
    if verdict is Verdict.APPROVE and published.is_news(dossier, str(fields.get(published.KNOWN, ""))):
        warned = published.warning(words_of(request), dossier)
        said = words_of(request).t(
            "This has become known meanwhile: {warning} Please look, then decide.", warning=warned
        )
        return redirect(request, f"{dossier.address}#da-dang", said)
    latest = dossier.decisions[-1] if dossier.decisions else None
    if str(fields.get(SEEN, "")) not in ("", str(len(dossier.decisions))):
        if latest and latest.by == dossier.person.id and latest.verdict is verdict and latest is dossier.undoable:
            return _on(request, dossier, latest)  # the button was pressed twice
        return conflict(request, dossier_of(request), story_in(dossier, texts(fields))[1], note)
    try:
        made = decisions.decide(app, draft.outlet, draft.id, dossier.person, verdict, note)
    except (Conflict, NotAllowed):
        return conflict(request, dossier_of(request), story_in(dossier, texts(fields))[1], note)
    return _on(request, dossier, made)


def _verdict(said: str) -> Verdict:
    found = next((one for one in Verdict if one.value == said), None)
    if found is None or found is Verdict.RETURN:  # which is said on a page of its own, see approval.py
        raise NotFound("no such verdict")
    return found


def _note(request: Request, dossier: Dossier, verdict: Verdict, fields: FormData) -> str:
    """What the sender is told: the letter's own words; a ticked reason stands before them."""
    typed = decisions.clean(str(fields.get(NOTE, "")))
    ticked = _ticked(request, dossier, verdict, fields)
    if verdict is Verdict.REJECT:
        return "\n".join(part for part in (note_of(ticked), typed) if part)
    return typed or note_of(ticked) if verdict is Verdict.ASK else ""


def _on(request: Request, dossier: Dossier, made: Decision) -> Response:
    """To the next story, with a word about the last one and the way back."""
    desk, words, draft = desk_of(request), words_of(request), dossier.draft
    with desk.app.database.read() as tx:
        onward = next_for(tx, scope_of(request).shown, draft, dossier.person.id, words.now)
        promised = [one for one in deliveries.of_draft(tx, draft.outlet, draft.id) if one.created_at == made.at]
    said = [words.t(SAID[made.to_state], title=_short(draft.revision.story.title))]
    if made.verdict is Verdict.APPROVE:
        said += [warned] if (warned := published.warning(words, dossier)) else []
    if any(one.kind == "decision" for one in promised):
        seconds = int(dossier.undo.total_seconds())
        said.append(words.tn("The letter leaves in {n} second.", "The letter leaves in {n} seconds.", seconds))
    return redirect(request, onward or "/hang-cho", " ".join(said), f"{dossier.address}/hoan-tac")


def _short(title: str) -> str:
    return letters.clean(title, 60)


def undo(request: Request) -> Response:
    """Take the latest decision back."""
    form(request)
    dossier, words = dossier_of(request, "decide"), words_of(request)
    outlet, draft = dossier.draft.outlet, dossier.draft.id
    try:
        decisions.undo(desk_of(request).app, outlet, draft, dossier.person)
    except Conflict:
        late = "The decision stands: its time for undo is over, or a colleague has undone it. See the history."
        return trouble(request, 409, ("Too late to undo", late))
    return redirect(request, f"/tin/{outlet}/{draft}", words.t("Undone: the story is where it was, no letter left."))


# --- The letter ----------------------------------------------------------------------------------------------------


def letter(request: Request) -> Response:
    """The letter that asks for more or tells why the story is not used."""
    dossier = dossier_of(request, "decide")
    return _letter(request, dossier, _verdict(query(request, VERDICT)), None)


def rewrite(request: Request) -> Response:
    """The same page with the letter written anew from the ticks."""
    fields = form(request)
    dossier = dossier_of(request, "decide")
    return _letter(request, dossier, _verdict(str(fields.get(VERDICT, ""))), fields, anew=True)


def _letter(
    request: Request,
    dossier: Dossier,
    verdict: Verdict,
    fields: FormData | None,
    *,
    anew: bool = False,
    missing: bool = False,
) -> Response:
    if verdict is Verdict.APPROVE:
        raise NotFound("an approval needs no letter of the editor's own")
    desk, draft = desk_of(request), dossier.draft
    if verdict not in dossier.verdicts:
        return conflict(request, dossier, draft.revision.story, "")
    ticked = _ticked(request, dossier, verdict, fields)
    typed = str(fields.get(NOTE, "")) if fields else ""
    if verdict is Verdict.ASK and (anew or fields is None):
        typed = note_of(ticked)
    subject, before, after = _around(desk, dossier, verdict)
    return page(
        request,
        "story_letter.html",
        422 if missing else 200,
        d=dossier,
        verdict=verdict.value,
        language=letters_language(request, draft),
        points=_points(request, dossier, verdict, fields),
        photo=_photo(request, dossier, fields),
        ticked={point.code for point in ticked},
        typed=typed,
        subject=subject,
        before=before,
        after=after,
        missing=missing,
        silent=draft.sender is None or dossier.origin.row.silent or _is_doubted(draft),
        due=words_of(request).now + dossier.undo,
    )


def _is_doubted(draft: Draft) -> bool:
    """Whether no letter leaves before somebody has confirmed the sender."""
    return any(problem.code == "sender-doubted" for problem in draft.problems)


def _points(request: Request, dossier: Dossier, verdict: Verdict, fields: FormData | None) -> Sequence[Point]:
    words, language = words_of(request), letters_language(request, dossier.draft)
    if verdict is Verdict.ASK:
        return asks(words, language, dossier.draft, _photo(request, dossier, fields))
    return reasons(words, language)


def _photo(request: Request, dossier: Dossier, fields: FormData | None) -> int:
    """Number of the photo a better copy is asked of; 0 for none."""
    asked = str(fields.get(PHOTO, "")) if fields is not None else query(request, PHOTO)
    return asked_photo(dossier, f"{PHOTO}:{asked}")[1]


def _ticked(request: Request, dossier: Dossier, verdict: Verdict, fields: FormData | None) -> list[Point]:
    """The points ticked in the form; without a form those the machine found."""
    points = _points(request, dossier, verdict, fields)
    if fields is None:
        return [point for point in points if point.found or point.code.startswith(PHOTO)]
    codes = {str(code) for code in fields.getlist(TICK)}
    return [point for point in points if point.code in codes]


def _around(desk: Desk, dossier: Dossier, verdict: Verdict) -> tuple[str, str, str]:
    """(subject, what stands before the note, what stands after it) of the letter as it would leave."""
    draft = dossier.draft
    with desk.app.database.read() as tx:
        house = house_about(tx, desk.app, draft)
    title = draft.item.title or draft.revision.story.title
    name = draft.sender.name if draft.sender else ""
    subject, text = letters.decision_notice(house, name, draft.receipt_no, title, verdict, _PLACE)
    before, _, after = text.partition(f"\n{_PLACE}\n")
    return subject, before, after.strip()


ROUTES = (
    Route("/tin/{outlet}/{draft}/quyet-dinh", decide, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/hoan-tac", undo, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/thu", letter, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/thu", rewrite, methods=["POST"]),
)

"""The page of a story: the original beside the draft, saving without losing a word, who has it in hand."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tinbai import decisions
from tinbai.errors import Conflict, NotAllowed
from tinbai.model import Revision, State, Story
from tinbai.queue.checks import unseen
from tinbai.store import drafts
from tinbai.web import changes, cropped, published, rendering
from tinbai.web.arranged import arranged
from tinbai.web.badges import badges
from tinbai.web.body_json import BadBody, json_of
from tinbai.web.checklist import points
from tinbai.web.desk import desk_of, scope_of, words_of
from tinbai.web.dossier import Dossier, dossier_of
from tinbai.web.forms import form
from tinbai.web.held import is_closed
from tinbai.web.later import moments
from tinbai.web.mended import REPAIR, SEGMENT, amended, mended, wrapped
from tinbai.web.near_photos import near_photos
from tinbai.web.neighbours import neighbours
from tinbai.web.noted import noted
from tinbai.web.original import original_of
from tinbai.web.pages import page, redirect
from tinbai.web.story_form import LEAD, TITLE, fields_of, missing_photos, story_of
from tinbai.web.suggested import SUGGESTED, open_places, suggested, with_suggestion
from tinbai.web.tidy_offers import offers
from tinbai.web.told import by_photo, sentence, told

# fields: the revision the page was made of ("3", "3.7": saved so often), its number of decisions, a part asked back
BASE, SEEN, RESTORE = "goc", "qd", "khoi-phuc"
BY_ITSELF = "tu-luu"  # saved without being asked, while somebody types
_MOST_DIGITS = 6  # of the place of a block; Python counts no further than thousands of digits


def show(request: Request) -> Response:
    """The story; of a held one only that it is held, and only to who may lift the hold."""
    dossier = dossier_of(request, closed=True, among=scope_of(request).shown)
    if is_closed(dossier.draft):
        return page(request, "story_held.html", d=dossier)
    _opened(request, dossier)
    desk, suggestions = desk_of(request), suggested(dossier)
    words, story = words_of(request), dossier.draft.revision.story
    house = desk.app.settings.outlet(dossier.draft.outlet)
    with desk.app.database.read() as tx:
        near = near_photos(tx, dossier.draft, scope_of(request).codes)
    return page(
        request,
        "story.html",
        d=dossier,
        near=near,
        beside=neighbours(dossier.beside, dossier.draft),
        published=published.shown(words_of(request), dossier),
        published_count=published.count(dossier),
        already=published.warning(words_of(request), dossier),
        also_sent=published.newsrooms(desk, dossier),
        noted=noted(dossier),
        story=story,
        fields=fields_of(story, len(dossier.draft.item.photos)),
        body_json=json_of(story.body, len(dossier.draft.item.photos)),
        original=original_of(dossier),
        mended=mended(dossier),
        wrapped=wrapped(dossier),
        problems=told(words, dossier.draft),
        unseen_says=[sentence(words, problem) for problem in unseen(dossier.draft.problems)],
        photo_problems=by_photo(words, dossier.draft),
        photo_badges=badges(words, dossier.draft),
        suggested=suggestions,
        cropped=cropped.shown(dossier),
        suggested_open=open_places(suggestions, dossier),
        longest=(house.longest_title, house.longest_lead),
        points=points(words, dossier, house),
        sections=house.sections,
        offers=offers(dossier, house.tones),
        moments=moments(words),
    )


def _opened(request: Request, dossier: Dossier) -> None:
    """Remember that an editor has seen it, as a mail program does."""
    if dossier.draft.state is State.RECEIVED and dossier.editable and not dossier.opened:
        with desk_of(request).app.database.write() as tx:
            drafts.opened(tx, dossier.draft.outlet, dossier.draft.id, dossier.now)


# --- Saving --------------------------------------------------------------------------------------------------------


def save(request: Request) -> Response:
    """Save the fields; a script gets a few words instead of the page."""
    fields = texts(form(request))
    dossier = dossier_of(request, "edit")
    trouble = saved(request, dossier, fields)
    if trouble:
        return trouble
    missing = missing_photos(fields, len(dossier.draft.item.photos))
    warned = words_of(request).t("The story has no photo {n}: the line stays words.", n=missing[0]) if missing else ""
    if request.headers.get("accept") == "application/json":
        return _said(request, warned)
    return redirect(request, f"{dossier.address}#ban-thao", warned)


def texts(fields: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in fields.items()}


def saved(request: Request, dossier: Dossier, fields: Mapping[str, str]) -> Response | None:
    """Save what was typed; the page that keeps both texts when a colleague was faster."""
    app, draft = desk_of(request).app, dossier.draft
    base, story = story_in(dossier, fields)
    number, saves = base_of(fields)
    try:
        decisions.edit(
            app,
            draft.outlet,
            draft.id,
            dossier.person,
            base.no if number else draft.revision.no,
            story,
            saves=saves,
            typing=BY_ITSELF in fields,
        )
    except (Conflict, NotAllowed):
        now, typed = dossier_of(request, "edit"), decisions.clean_story(story)
        if typed == now.draft.revision.story:
            return None
        return conflict(request, now, story) if typed != base.story else look_again(request, now)
    with app.database.write() as tx:
        drafts.claim(tx, draft.outlet, draft.id, dossier.person.id, app.now())
    return None


def story_in(dossier: Dossier, fields: Mapping[str, str]) -> tuple[Revision, Story]:
    """(the revision the page was made of, the story as typed); a part asked back is taken from the original.

    Raises HTTPException 400 for a body of another form.
    """
    number, _ = base_of(fields)
    base = next((one for one in dossier.revisions if one.no == number), dossier.draft.revision)
    first, asked = dossier.first.story, fields.get(RESTORE, "")
    try:
        story = story_of(fields, base.story, len(dossier.draft.item.photos))
    except BadBody:
        raise HTTPException(400) from None
    story = amended(dossier, story, fields.get(REPAIR, ""), fields.get(SEGMENT, ""))
    story = with_suggestion(dossier, story, fields.get(SUGGESTED, ""))
    story = arranged(dossier, story, fields)
    if asked == TITLE:
        return base, replace(story, title=first.title)
    if asked == LEAD:
        return base, replace(story, lead=first.lead)
    if asked.isdecimal() and len(asked) <= _MOST_DIGITS:
        body = decisions.clean_story(story).body
        return base, replace(story, body=changes.restored(first.body, body, int(asked)))
    return base, story


def base_of(fields: Mapping[str, str]) -> tuple[int, int | None]:
    """(number of the revision, how often it had been saved) the page was made of; (0, None) for what is no number."""
    number, _, saves = fields.get(BASE, "").partition(".")
    counts = [int(one) if one.isdecimal() and len(one) <= _MOST_DIGITS else None for one in (number, saves)]
    return counts[0] or 0, counts[1]


def look_again(request: Request, dossier: Dossier) -> Response:
    """Nothing was typed, so nothing can be lost: show what a colleague made of it."""
    words, head = words_of(request), dossier.draft.revision
    said = words.t("{name} saved version {no} meanwhile: please look again.", name=dossier.who(head.author), no=head.no)
    return redirect(request, dossier.address, said)


def conflict(request: Request, dossier: Dossier, mine: Story, note: str = "") -> Response:
    """409: what a colleague did meanwhile, and the text in hand as typed, ready to be saved on top."""
    theirs = dossier.draft.revision
    latest = dossier.decisions[-1] if dossier.decisions else None
    photos = len(dossier.draft.item.photos)
    return page(
        request,
        "story_conflict.html",
        409,
        d=dossier,
        mine=fields_of(mine, photos),
        theirs=fields_of(theirs.story, photos),
        title=changes.compare(theirs.story.title, mine.title),
        lead=changes.compare(theirs.story.lead, mine.lead),
        rows=changes.rows(theirs.story.body, decisions.clean_story(mine).body),
        latest=latest if latest and not latest.undone_at else None,
        note_typed=note,
    )


def _said(request: Request, warned: str) -> Response:
    """What the script needs: the number to save on top of, what to say, and the list of points as it is now."""
    dossier, words = dossier_of(request, "edit"), words_of(request)
    head = dossier.draft.revision
    said = words.t("Saved {time}, version {no}", time=words.clock(head.at), no=head.no)
    template = rendering.template(words.language, "story_checklist.html")
    house = desk_of(request).app.settings.outlet(dossier.draft.outlet)
    listed = template.render(points=points(words, dossier, house), t=words.t)
    text = f"{said}. {warned}" if warned else said
    return JSONResponse({"revision": f"{head.no}.{head.saves}", "text": text, "checklist": listed})


# --- In hand -------------------------------------------------------------------------------------------------------


def claim(request: Request) -> Response:
    """Take it in hand, take it over from a colleague, or put it back."""
    wish = str(form(request).get("v", ""))
    dossier = dossier_of(request, "edit")
    app, draft, words = desk_of(request).app, dossier.draft, words_of(request)
    with app.database.write() as tx:
        if wish == "tra":
            drafts.release(tx, draft.outlet, draft.id, dossier.person.id)
            return redirect(request, dossier.address)
        taken = drafts.claim(tx, draft.outlet, draft.id, dossier.person.id, app.now(), take_over=wish == "tiep-quan")
    said = "" if taken else words.t("{name} has it in hand", name=dossier_of(request).colleague)
    return redirect(request, dossier.address, said)


def reopen(request: Request) -> Response:
    """Take a story that was set aside back into the queue."""
    form(request)
    dossier = dossier_of(request, "decide")
    draft = dossier.draft
    decisions.reopen(desk_of(request).app, draft.outlet, draft.id, dossier.person)
    return redirect(request, dossier.address, words_of(request).t("The story is back in the queue."))


ROUTES = (
    Route("/tin/{outlet}/{draft}", show, methods=["GET"]),
    Route("/tin/{outlet}/{draft}/sua", save, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/nhan", claim, methods=["POST"]),
    Route("/tin/{outlet}/{draft}/mo-lai", reopen, methods=["POST"]),
)

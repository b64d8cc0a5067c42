"""The ledger: every message any mailbox ever showed stands in one place, and what stands aside can be reached."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import rereading
from tinbai.decisions import may
from tinbai.errors import NotFound
from tinbai.store import arrivals, mailboxes, overview
from tinbai.store.mailboxes import Balance
from tinbai.web.desk import desk_of, must, person_of, scope_of, words_of
from tinbai.web.downloads import download
from tinbai.web.forms import form
from tinbai.web.pages import page, redirect

# part of the balance -> (class of its colour, msgid)
PARTS: Mapping[str, tuple[str, str]] = {
    "drafts": ("c1", "became drafts"),
    "attached": ("c2", "belong to a draft already there"),
    "seen_again": ("c3", "seen before"),
    "ignored": ("c4", "left out, with a reason"),
    "quarantined": ("c5", "on the quarantine shelf"),
    "waiting": ("c6", "waiting for their turn"),
}
# why a message is not in the queue, and what became of it (msgids)
REASONS: Mapping[str, str] = {
    "bounce": "A letter of ours came back",
    "auto-reply": "An automatic answer",
    "dispatch": "A dispatch, kept under “Not a story”",
    "document": "A document, kept as a draft",
    "reply": "An answer without a story",
    "newsletter": "A newsletter or list",
    "spam": "Looks like advertising or fraud",
    "empty": "An empty mail",
    "no-story": "No story in it",
    "vanished": "Deleted in the mailbox before it could be read",
    "before-start": "Older than the start of watching",
    "other": "Another reason",
}
# why a mail stands on the shelf (msgids)
SHELVED: Mapping[str, str] = {
    "parser-died": "Reading this mail was broken off twice: it is too large or badly damaged.",
    "worker-died": "The program ended several times with this mail in hand.",
    "defect": "The program met a mistake of its own in this mail.",
    "raw-missing": "The file with this mail is missing from the disk.",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the balance as a stretch of the bar, in thousandths."""

    name: str
    colour: str
    title: str
    n: int
    start: float
    width: float


def show(request: Request) -> Response:
    """The equation, its terms per mailbox, the shelf, and what was left out with its reason."""
    person, scope, words = person_of(request), scope_of(request), words_of(request)
    with desk_of(request).app.database.read() as tx:
        balances = mailboxes.ledger(tx, scope.shown)
        shelf = overview.aside(tx, scope.shown, "quarantined")
        left_out = overview.aside(tx, scope.shown, "ignored")
    reasons: Counter[str] = Counter()
    for balance in balances:
        reasons.update(balance.reasons)
    return page(
        request,
        "ledger.html",
        balances=balances,
        messages=sum(balance.messages for balance in balances),
        balanced=all(balance.balanced for balance in balances),
        shares=_shares(balances, words.t),
        reasons=reasons.most_common(),
        shelf=shelf,
        left_out=left_out,
        words_for=REASONS,
        shelved=SHELVED,
        may_retry={code for code in scope.shown if may(person, code, "retry")},
        may_take={code for code in scope.shown if may(person, code, "decide")},
        limit=overview.ASIDE,
    )


def retry(request: Request) -> Response:
    """Put one mail, or all of an outlet's shelf, back to work."""
    fields = form(request)
    outlet, mail = str(fields.get("outlet", "")), str(fields.get("mail", ""))
    must(request, outlet, "retry")
    app, words = desk_of(request).app, words_of(request)
    with app.database.write() as tx:
        n = arrivals.retry(tx, app.now(), outlet, [mail] if mail else [])
    if not n:
        raise NotFound("no such mail on the shelf")
    said = words.tn("{n} mail is tried again now.", "{n} mails are tried again now.", n)
    return redirect(request, "/so-cai", said)


def take_in(request: Request) -> Response:
    """A mail that was left out becomes a draft after all."""
    fields = form(request)
    outlet, words = str(fields.get("outlet", "")), words_of(request)
    person = must(request, outlet, "decide")
    desk = desk_of(request)
    draft = rereading.draft_after_all(desk.app, desk.sandbox, outlet, str(fields.get("mail", "")), person)
    return redirect(request, f"/tin/{outlet}/{draft}", words.t("It is a draft in the queue now."))


def raw(request: Request) -> Response:
    """A mail that stands aside, as it came. One that became a draft is left to the story's page and its holds."""
    outlet, mail = request.path_params["outlet"], request.path_params["mail"]
    must(request, outlet, "retry")
    app = desk_of(request).app
    with app.database.read() as tx:
        row = arrivals.get(tx, outlet, mail)
    if row.state != "quarantined" and row.outcome != "ignored":
        raise NotFound("no such mail aside")
    return download(app.raw.open(mail), f"{mail[:12]}.eml")


def _shares(balances: Sequence[Balance], t: Callable[[str], str]) -> list[Share]:
    total = sum(balance.messages for balance in balances)
    shares: list[Share] = []
    start = 0.0
    for name, (colour, title) in PARTS.items():
        n = sum(getattr(balance, name) for balance in balances)
        width = 1000 * n / total if total else 0.0
        shares.append(Share(name, colour, t(title), n, round(start, 1), round(max(0.0, width - 2), 1)))
        start += width
    return shares


ROUTES = (
    Route("/so-cai", show, methods=["GET"]),
    Route("/so-cai/thu-lai", retry, methods=["POST"]),
    Route("/so-cai/dua-vao", take_in, methods=["POST"]),
    Route("/so-cai/{outlet}/{mail}/thu-goc", raw, methods=["GET"]),
)

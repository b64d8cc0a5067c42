"""What is published of a story: told on its page, before a decision, and once more with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import publishing
from tinbai.errors import NotFound
from tinbai.model import State
from tinbai.published import PublishedTie
from tinbai.queue.newsrooms import AlsoSent, also_sent, known
from tinbai.web.beside import SAME
from tinbai.web.desk import Desk, desk_of, words_of
from tinbai.web.dossier import Dossier, Elsewhere, dossier_of
from tinbai.web.forms import form
from tinbai.web.pages import redirect
from tinbai.web.words import Words

PUBLICATION, KNOWN = "bai-dang", "dang"  # fields: which one; how many the page was made of


@dataclass(frozen=True, slots=True)
class Shown:
    """A publication as the page tells it. own: on this newsroom's pages; suggested: it may be marked as published."""

    tie: PublishedTie
    site: str
    host: str
    when: str
    own: bool
    later: bool  # than the story came
    suggested: bool
    done: bool  # the draft is approved or published
    refuted_by: str

    @property
    def same(self) -> bool:
        """The same story, as far as anybody knows."""
        return self.tie.refuted_by is None and self.tie.relation != "same_event"

    @property
    def warns(self) -> bool:
        """Whether an editor must know before he works on it; once it is approved its own pages are where it belongs."""
        return self.same and not (self.own and self.done)


def shown(words: Words, dossier: Dossier) -> list[Shown]:
    """What is published, first one first; what an editor says is another story stands last."""
    found = [_shown(words, dossier, tie) for tie in dossier.published]
    return sorted(found, key=lambda one: (one.tie.refuted_by is not None, not one.same))


def _shown(words: Words, dossier: Dossier, tie: PublishedTie) -> Shown:
    one, draft = tie.publication, dossier.draft
    host = (urlsplit(one.url).hostname or "").removeprefix("www.")
    return Shown(
        tie,
        site=one.site,
        host=host,
        when=words.clock(one.when),
        own=one.outlet == draft.outlet,
        later=one.when > draft.received_at,
        suggested=publishing.is_suggested(tie, draft.state),
        done=draft.state in (State.APPROVED, State.PUBLISHED),
        refuted_by=(dossier.who(tie.refuted_by) or "–") if tie.refuted_by else "",
    )


def warning(words: Words, dossier: Dossier) -> str:
    """One sentence for who approves; "" when nobody else has published it."""
    others = [one for one in shown(words, dossier) if one.warns]
    if others:
        return words.t("Already published by {site} at {time}.", site=others[0].site, time=others[0].when)
    house = next((one for one in dossier.elsewhere if one.state is State.PUBLISHED and _is_same(one)), None)
    return words.t("{outlet} has published it.", outlet=house.outlet) if house else ""


def _is_same(tie: Elsewhere) -> bool:
    """Another newsroom's draft of this very story, of which it tells."""
    return bool(tie.outlet) and tie.relation in SAME and tie.verdict in (None, "same")


def is_news(dossier: Dossier, seen: str) -> bool:
    """Whether something was published meanwhile that the page the form stands on did not tell of."""
    return seen.isdecimal() and int(seen[:6]) < count(dossier)


def count(dossier: Dossier) -> int:
    return len([tie for tie in dossier.published if tie.relation != "same_event"])


def newsrooms(desk: Desk, dossier: Dossier) -> list[AlsoSent]:
    """Outside newsrooms among the addressees of the mails that brought the story."""
    settings = desk.app.settings
    mails = [mail.parsed.mail for mail in dossier.mails if mail.role != "reply" and mail.parsed and mail.parsed.mail]
    to = [address for mail in mails for address in (*mail.to, *mail.cc)]
    return also_sent(to, known(settings.newsrooms, settings.feeds), settings.own_addresses())


def say(request: Request) -> Response:
    """Another story, the same after all; published, not yet."""
    fields = form(request)
    said, publication = str(fields.get("v", "")), str(fields.get(PUBLICATION, ""))
    dossier, words = dossier_of(request, "edit"), words_of(request)
    app, draft, person = desk_of(request).app, dossier.draft, dossier.person
    if said in ("khac", "cung"):
        publishing.refute(app, draft.outlet, draft.id, person, publication, stands=said == "cung")
        told = words.t("Remembered: it is another story.") if said == "khac" else ""
    elif said == "da-dang":
        publishing.mark(app, draft.outlet, draft.id, person, publication)
        told = words.t("Marked as published.")
    elif said == "dia-chi":
        publishing.publish(app, draft.outlet, draft.id, person, str(fields.get("dia-chi", "")))
        told = words.t("Marked as published; the author will be told where.")
    elif said == "chua":
        publishing.unmark(app, draft.outlet, draft.id, person)
        told = words.t("It is approved again, not published.")
    else:
        raise NotFound("no such answer")
    return redirect(request, dossier.address, told)


def names(found: Sequence[AlsoSent]) -> str:
    return ", ".join(one.name for one in found)


ROUTES = (Route("/tin/{outlet}/{draft}/da-dang", say, methods=["POST"]),)

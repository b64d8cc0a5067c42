"""All that is known about one draft, read in one transaction: the page of a story and its tabs are made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from tinbai.app import App
from tinbai.decisions import may
from tinbai.errors import NotFound
from tinbai.evidence import Changed, Evidence, Relation, SamePhoto, TwinVerdict
from tinbai.model import Act, Attachment, Decision, Delivery, Draft, Parsed, Revision, State, Verdict, Version
from tinbai.parsers.photo.crop import crop_at, shown_size
from tinbai.published import PublishedTie
from tinbai.queue import review
from tinbai.queue.checks import unseen
from tinbai.store import (
    Tx,
    acts,
    arrivals,
    decisions,
    deliveries,
    drafts,
    merges,
    people,
    published,
    verdicts,
    versions,
)
from tinbai.store.arrivals import ArrivalRow
from tinbai.store.drafts import CLAIM
from tinbai.store.merges import Merge
from tinbai.store.people import Person
from tinbai.store.verdicts import Said
from tinbai.web import figures
from tinbai.web.desk import desk_of, must, scope_of
from tinbai.web.held import is_closed, is_sealed

WAITING = (State.RECEIVED, State.IN_REVIEW)
TIES: tuple[Relation, ...] = ("identical", "edited", "contained", "contains", "same_event", "series", "related")
_MOST_PHOTOS = 4  # told of one tie


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that belongs to the draft: where it came from, sent again, or a reply."""

    role: str
    at: datetime
    row: ArrivalRow
    parsed: Parsed | None
    attachments: Sequence[Attachment]

    @property
    def sealed(self) -> bool:
        return is_sealed(self.parsed)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same story in another draft; `draft` is None where the reader has no membership or it is held.

    outlet: its name, "" where it shares no more than that the story exists; then state and holder are not told either.
    """

    relation: Relation
    evidence: Evidence
    outlet: str
    since: datetime
    draft: Draft | None
    state: State | None
    holder: str  # name of who has it in hand
    verdict: TwinVerdict | None = None
    said_by: str = ""

    @property
    def changed(self) -> list[Changed]:
        """Figures and names that differ, without those that are only written otherwise."""
        return [one for one in self.evidence.changed if not figures.same(one.here, one.there)]

    @property
    def done(self) -> bool:
        """Whether it is approved or published there."""
        return self.state in (State.APPROVED, State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Dossier:
    draft: Draft
    person: Person
    house: str
    approval: bool  # whether the outlet wants the head of the board to approve
    revisions: Sequence[Revision]
    decisions: Sequence[Decision]
    acts: Sequence[Act]
    letters: Sequence[Delivery]
    mails: Sequence[Mail]
    elsewhere: Sequence[Elsewhere]
    versions: Sequence[Version]
    published: Sequence[PublishedTie]
    merges: Sequence[Merge]  # also of what was split again
    partners: Mapping[str, Draft]  # what it was merged with, by id, without what is held
    said: Sequence[Said]  # of it and other stories, also what was taken back
    names: Mapping[str, str]
    now: datetime
    undo: timedelta

    @property
    def address(self) -> str:
        return f"/tin/{self.draft.outlet}/{self.draft.id}"

    @property
    def origin(self) -> Mail:
        return next(mail for mail in self.mails if mail.role == "origin")

    def photo_size(self, number: int, whole: bool = False) -> tuple[int, int]:
        """Pixels of a photo, counted from 1, as the draft shows it."""
        photo = self.draft.item.photos[number - 1]
        crop = None if whole else crop_at(self.draft.revision.story.crops, number)
        return shown_size(photo.width, photo.height, crop)

    def photos_of(self, one: Elsewhere) -> list[tuple[int, int | None, SamePhoto]]:
        """Which photo here is which one there, counted from 1; None where the other story is not to be seen."""
        told = one.evidence.photos if one.draft or one.outlet else ()
        mine = {photo.sha256: number for number, photo in enumerate(self.draft.item.photos, 1)}
        theirs = {photo.sha256: n for n, photo in enumerate(one.draft.item.photos, 1)} if one.draft else {}
        return [(mine[seen.here], theirs.get(seen.there), seen) for seen in told if seen.here in mine][:_MOST_PHOTOS]

    @property
    def first(self) -> Revision:
        """What the machine made of the mail, or of the latest version its author sent that stands in its place."""
        return next((one for one in reversed(self.revisions) if one.author == "machine"), self.revisions[0])

    @property
    def offered(self) -> Version | None:
        """The latest version the author sent that nobody has taken or left."""
        waiting = [one for one in self.versions if one.settled_at is None]
        return waiting[-1] if waiting and self.editable else None

    @property
    def editable(self) -> bool:
        return self.draft.state in review.EDITABLE and may(self.person, self.draft.outlet, "edit")

    @property
    def unseen(self) -> bool:
        """Whether something came along that the machine could not look into for marks of secrecy."""
        return bool(unseen(self.draft.problems))

    @property
    def checked(self) -> Act | None:
        """Who looked at it and saw no mark."""
        return acts.standing(self.acts, "checked")

    @property
    def drafted(self) -> Act | None:
        """Who took it into the queue although the machine calls it no story."""
        return acts.standing(self.acts, "drafted")

    @property
    def marked_published(self) -> Act | None:
        """Who said that it stands on the newsroom's own pages."""
        return acts.standing(self.acts, "published")

    @property
    def held_by(self) -> Act | None:
        return acts.standing(self.acts, "held")

    @property
    def holdable(self) -> bool:
        """Whether this person may hold it by hand."""
        outlet = self.draft.outlet
        return self.draft.state is not State.HELD and (
            may(self.person, outlet, "edit") or may(self.person, outlet, "hold")
        )

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What this person may decide now."""
        if not may(self.person, self.draft.outlet, "decide"):
            return ()
        chief = may(self.person, self.draft.outlet, "approve")
        return review.allowed(self.draft.state, approval=self.approval, chief=chief)

    @property
    def for_approval(self) -> bool:
        """Whether this person's approval only leads to the head of the board."""
        return self.approval and not may(self.person, self.draft.outlet, "approve")

    @property
    def reopenable(self) -> bool:
        """What was merged with another comes back by a split."""
        free = self.draft.state in review.REOPENABLE and self.merged_into is None
        return free and may(self.person, self.draft.outlet, "decide")

    @property
    def merged_into(self) -> Merge | None:
        """Into which other draft it went."""
        return next((one for one in self.merges if one.draft == self.draft.id and one.undone_at is None), None)

    @property
    def taken(self) -> list[Merge]:
        """Other drafts that went into it, without those that are held since."""
        standing = [one for one in self.merges if one.into == self.draft.id and one.undone_at is None]
        return [one for one in standing if one.draft in self.partners]

    @property
    def comparable(self) -> str:
        """The address of the page that lays the first of its ties beside it; "" where there is none to be seen."""
        other = next((one.draft for one in self.elsewhere if one.draft), None)
        return f"{self.address}/trung/{other.outlet}/{other.id}" if other else ""

    @property
    def holder(self) -> str | None:
        """Who has it in hand: a person's id; a claim ends after 15 idle minutes."""
        at = self.draft.claimed_at
        return self.draft.claimed_by if at is not None and self.now - at < CLAIM else None

    @property
    def colleague(self) -> str:
        """The name of somebody else who has it in hand."""
        return self.who(self.holder) if self.holder != self.person.id else ""

    @property
    def mine(self) -> bool:
        return self.holder == self.person.id

    @property
    def undoable(self) -> Decision | None:
        """The latest decision while it can be taken back."""
        latest = self.decisions[-1] if self.decisions else None
        if latest is None or latest.undone_at or self.now > latest.at + self.undo:
            return None
        return latest if may(self.person, self.draft.outlet, "decide") else None

    def who(self, person: str | None) -> str:
        """A person's name; "" for the machine."""
        return self.names.get(person or "", "")


def dossier_of(request: Request, action: str = "read", *, closed: bool = False) -> Dossier:
    """The dossier of the draft in the address, for a person who may do that there.

    Raises NotFound for a draft of another outlet, and for a held one unless `closed` says that the page can bear it
    and the person may lift the hold.
    """
    outlet, draft = request.path_params["outlet"], request.path_params["draft"]
    app, person = desk_of(request).app, must(request, outlet)
    with app.database.read() as tx:
        found = drafts.get(tx, outlet, draft)
        if is_closed(found) and not (closed and may(person, outlet, "hold")):
            raise NotFound("held")  # to everybody else it does not exist, whatever is asked of it
        must(request, outlet, action)
        return _read(tx, app, person, found, scope_of(request).codes)


def _read(tx: Tx, app: App, person: Person, draft: Draft, outlets: Sequence[str]) -> Dossier:
    outlet = app.settings.outlet(draft.outlet)
    done, names = merges.of_draft(tx, draft.outlet, draft.id), people.names(tx)
    return Dossier(
        draft=draft,
        person=person,
        house=outlet.name,
        approval=outlet.approval,
        revisions=drafts.history(tx, draft.outlet, draft.id),
        decisions=decisions.of_draft(tx, draft.outlet, draft.id),
        acts=acts.of_draft(tx, draft.outlet, draft.id),
        letters=deliveries.of_draft(tx, draft.outlet, draft.id),
        mails=sorted(
            (_mail(tx, draft.outlet, mail) for mail in drafts.mails(tx, draft.outlet, draft.id)),
            key=lambda mail: (mail.role != "origin", mail.at),
        ),
        elsewhere=_elsewhere(tx, app, draft, outlets, names),
        versions=versions.of_draft(tx, draft.outlet, draft.id),
        published=published.ties_of(tx, draft.outlet, draft.id),
        merges=done,
        partners=_partners(tx, draft.outlet, done),
        said=verdicts.of_draft(tx, (draft.outlet, draft.id)),
        names=names,
        now=app.now(),
        undo=timedelta(seconds=app.settings.smtp_out.undo_seconds),
    )


def _partners(tx: Tx, outlet: str, done: Sequence[Merge]) -> dict[str, Draft]:
    """Of what is held not even the number is told."""
    found = [drafts.get(tx, outlet, one) for one in {one for each in done for one in (each.draft, each.into)}]
    return {one.id: one for one in found if not is_closed(one)}


def _mail(tx: Tx, outlet: str, mail: drafts.DraftMail) -> Mail:
    row = arrivals.get(tx, outlet, mail.arrival)
    parsed = arrivals.parsed(tx, outlet, mail.arrival)
    return Mail(mail.role, mail.at, row, parsed, arrivals.attached(tx, outlet, mail.arrival))


def _elsewhere(tx: Tx, app: App, draft: Draft, outlets: Sequence[str], names: Mapping[str, str]) -> list[Elsewhere]:
    houses = {outlet.code: outlet for outlet in app.settings.outlets}
    found = []
    for tie in drafts.links_of(tx, draft.outlet, draft.id):
        other = drafts.get(tx, tie.other_outlet, tie.other_draft)
        if is_closed(other):
            continue  # that something is held is told to nobody, not even that it is there
        shown = other if tie.other_outlet in outlets and not is_closed(other) else None
        house = houses.get(tie.other_outlet)
        told = bool(shown) or not (house and house.shares == "existence")
        name = (house.name if house else tie.other_outlet) if told else ""
        state = other.state if told and not is_closed(other) else None
        is_held = other.claimed_at is not None and app.now() - other.claimed_at < CLAIM
        holder = names.get(other.claimed_by or "", "") if told and is_held else ""
        found.append(
            Elsewhere(
                tie.relation,
                tie.evidence,
                name,
                other.received_at,
                shown,
                state,
                holder,
                tie.verdict,
                names.get(tie.verdict_by or "", ""),
            )
        )
    order = {relation: place for place, relation in enumerate(TIES)}
    return sorted(found, key=lambda one: (one.verdict == "not-a-twin", not _is_here(one, draft), order[one.relation]))


def _is_here(tie: Elsewhere, draft: Draft) -> bool:
    """In the newsroom where something can be done about it."""
    return tie.draft is not None and tie.draft.outlet == draft.outlet

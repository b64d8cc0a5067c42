"""All that is known about one draft, read in one statement: the page of a story and its tabs are made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from tinbai.app import App
from tinbai.decisions import may
from tinbai.errors import NotFound
from tinbai.evidence import Changed, Evidence, Link, Relation, SamePhoto, TwinVerdict
from tinbai.model import Act, Attachment, Decision, Delivery, Draft, Parsed, Revision, State, Verdict, Version
from tinbai.parsers.photo.crop import crop_at, shown_size
from tinbai.picture import in_order
from tinbai.published import PublishedTie
from tinbai.queue import review
from tinbai.queue.checks import unseen
from tinbai.store import acts
from tinbai.store.arrivals import ArrivalRow
from tinbai.store.drafts import CLAIM
from tinbai.store.merges import Merge
from tinbai.store.notes import Note
from tinbai.store.people import Person
from tinbai.store.story_file import StoryFile, story_file
from tinbai.store.verdicts import Said
from tinbai.store.waiting import Beside
from tinbai.web import figures
from tinbai.web.desk import desk_of, must, scope_of
from tinbai.web.held import is_closed, is_sealed

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
    opened: bool  # an editor has seen it
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
    notes: Sequence[Note]
    beside: Beside  # in the queue, where it was asked for
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

    @property
    def photo_order(self) -> list[int]:
        """Numbers of the photos as the editors want them, the cover first."""
        return in_order(self.draft.revision.story.order, len(self.draft.item.photos))

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


def dossier_of(request: Request, action: str = "read", *, closed: bool = False, among: Sequence[str] = ()) -> Dossier:
    """The dossier of the draft in the address, for a person who may do that there.

    `among`: outlets in whose queue its place is wanted. Raises NotFound for a draft of another outlet, and for a held
    one unless `closed` says that the page can bear it and the person may lift the hold.
    """
    outlet, draft = request.path_params["outlet"], request.path_params["draft"]
    app, person = desk_of(request).app, must(request, outlet)
    with app.database.read() as tx:
        found = story_file(tx, outlet, draft, among=among)
    if is_closed(found.draft) and not (closed and may(person, outlet, "hold")):
        raise NotFound("held")  # to everybody else it does not exist, whatever is asked of it
    must(request, outlet, action)
    return _made(app, person, found, scope_of(request).codes)


def _made(app: App, person: Person, found: StoryFile, outlets: Sequence[str]) -> Dossier:
    draft, outlet = found.draft, app.settings.outlet(found.draft.outlet)
    return Dossier(
        draft=draft,
        opened=found.opened,
        person=person,
        house=outlet.name,
        approval=outlet.approval,
        revisions=found.revisions,
        decisions=found.decisions,
        acts=found.acts,
        letters=found.letters,
        mails=[Mail(one.role, one.at, one.row, one.parsed, one.attachments) for one in found.mails],
        elsewhere=_elsewhere(app, found, outlets),
        versions=found.versions,
        published=found.published,
        merges=found.merges,
        partners=_partners(found),
        said=found.said,
        notes=found.notes,
        beside=found.beside,
        names=found.names,
        now=app.now(),
        undo=timedelta(seconds=app.settings.smtp_out.undo_seconds),
    )


def _partners(found: StoryFile) -> dict[str, Draft]:
    """What it was merged with; of what is held not even the number is told."""
    known = {**found.others, (found.draft.outlet, found.draft.id): found.draft}
    merged = (known.get((one.outlet, end)) for one in found.merges for end in (one.draft, one.into))
    return {one.id: one for one in merged if one and not is_closed(one)}


def _elsewhere(app: App, found: StoryFile, outlets: Sequence[str]) -> list[Elsewhere]:
    """That something is held is told to nobody, not even that it is there."""
    ties = ((tie, found.others.get((tie.other_outlet, tie.other_draft))) for tie in found.links)
    told = [_told(app, found.names, tie, other, outlets) for tie, other in ties if other and not is_closed(other)]
    order = {relation: place for place, relation in enumerate(TIES)}
    here = found.draft
    return sorted(told, key=lambda one: (one.verdict == "not-a-twin", not _is_here(one, here), order[one.relation]))


def _told(app: App, names: Mapping[str, str], tie: Link, other: Draft, outlets: Sequence[str]) -> Elsewhere:
    """As much of the other draft as this person may know."""
    house = next((one for one in app.settings.outlets if one.code == other.outlet), None)
    shown = other if other.outlet in outlets else None
    told = shown is not None or house is None or house.shares != "existence"
    is_held = other.claimed_at is not None and app.now() - other.claimed_at < CLAIM
    return Elsewhere(
        relation=tie.relation,
        evidence=tie.evidence,
        outlet=(house.name if house else other.outlet) if told else "",
        since=other.received_at,
        draft=shown,
        state=other.state if told else None,
        holder=names.get(other.claimed_by or "", "") if told and is_held else "",
        verdict=tie.verdict,
        said_by=names.get(tie.verdict_by or "", ""),
    )


def _is_here(tie: Elsewhere, draft: Draft) -> bool:
    """In the newsroom where something can be done about it."""
    return tie.draft is not None and tie.draft.outlet == draft.outlet

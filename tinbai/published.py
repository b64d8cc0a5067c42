"""What others have published, as nouns: what a feed lists, what a page says, and what we remember of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tinbai.evidence import Evidence, Relation

ListingKind = Literal["feed", "sitemap", "index", "page", "nothing"]
PublicationState = Literal["waiting", "indexed", "left-out"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One story of a feed, one page of a sitemap, or (of an index) one sitemap. Moments are aware."""

    url: str
    title: str = ""
    at: datetime | None = None  # when it was published
    changed: datetime | None = None  # what a sitemap says of its page
    byline: str = ""
    text: str = ""  # one paragraph a line
    full: bool = False  # whether that is the whole story


@dataclass(frozen=True, slots=True)
class Listing:
    """What stands at the address of a feed. A page is none, but may name some."""

    kind: ListingKind
    entries: tuple[Entry, ...] = ()
    named: tuple[str, ...] = ()  # feeds that a page names


@dataclass(frozen=True, slots=True)
class Article:
    """The story of a page; `text` is "" when there is none."""

    title: str = ""
    text: str = ""  # one paragraph a line
    byline: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A story on somebody's pages. outlet: the newsroom here whose pages they are; None: somebody else's."""

    id: str
    feed: str
    outlet: str | None
    site: str
    url: str
    title: str
    byline: str
    published_at: datetime | None
    found_at: datetime
    words: int
    summary: str
    state: PublicationState
    reason: str | None
    tries: int

    @property
    def when(self) -> datetime:
        """When it was published, or at the latest."""
        return self.published_at or self.found_at


@dataclass(frozen=True, slots=True)
class PublishedTie:
    """A draft and a publication that are the same, seen from the draft; `refuted_by`: who says they are not."""

    outlet: str
    draft: str
    publication: Publication
    relation: Relation
    evidence: Evidence
    at: datetime
    refuted_by: str | None = None

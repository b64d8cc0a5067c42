"""The original as the desk shows it: what the sender wrote around the story, and the story with what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tinbai.model import Draft, Segment, Story
from tinbai.web import changes
from tinbai.web.changes import Piece, Row
from tinbai.web.dossier import Dossier, Mail

# In the words of the page, in the order in which a mail has them.
SEGMENTS: Mapping[str, str] = {
    "greeting": "Greeting",
    "new": "Written by the sender",
    "closing": "Closing",
    "signature": "Signature",
    "quoted": "Quoted from an earlier mail",
    "forwarded": "Forwarded",
    "footer": "Footer",
}


@dataclass(frozen=True, slots=True)
class Original:
    """`note`: the covering words of a mail whose story came in a file; `wrapper`: what is folded away."""

    mail: Mail
    note: str
    wrapper: Sequence[Segment]
    title: tuple[Piece, ...]
    lead: tuple[Piece, ...]
    rows: Sequence[Row]
    byline: tuple[Piece, ...]

    @property
    def wrapper_lines(self) -> int:
        return sum(len(segment.text.splitlines()) for segment in self.wrapper)


def original_of(dossier: Dossier, now: Story | None = None) -> Original:
    """The mail and the machine's revision, compared with the head (or with the text in hand)."""
    parsed, story, against = dossier.origin.parsed, dossier.first.story, now or dossier.draft.revision.story
    mail = parsed.mail if parsed else None
    segments = mail.segments if mail else ()
    return Original(
        mail=dossier.origin,
        note=mail.text if mail and _came_in_a_file(dossier.draft) else "",
        wrapper=[segment for segment in segments if segment.type != "new" and segment.text.strip()],
        title=changes.compare(story.title, against.title),
        lead=changes.compare(story.lead, against.lead),
        rows=changes.rows(story.body, against.body),
        byline=changes.compare(_byline(story), _byline(against)),
    )


def _came_in_a_file(draft: Draft) -> bool:
    return draft.item.source != "body"


def _byline(story: Story) -> str:
    return story.byline.raw if story.byline else ""

"""The original as the desk shows it: what the sender wrote around the story, and the story with what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tinbai.model import Story
from tinbai.web import changes
from tinbai.web.changes import Piece, Row
from tinbai.web.dossier import Dossier, Mail


@dataclass(frozen=True, slots=True)
class Original:
    """The mail, and the machine's revision part by part with what became of it."""

    mail: Mail
    title: tuple[Piece, ...]
    lead: tuple[Piece, ...]
    rows: Sequence[Row]
    byline: tuple[Piece, ...]


def original_of(dossier: Dossier, now: Story | None = None) -> Original:
    """The mail and the machine's revision, compared with the head (or with the text in hand)."""
    story, against = dossier.first.story, now or dossier.draft.revision.story
    return Original(
        mail=dossier.origin,
        title=changes.compare(story.title, against.title),
        lead=changes.compare(story.lead, against.lead),
        rows=changes.rows(story.body, against.body),
        byline=changes.compare(_byline(story), _byline(against)),
    )


def _byline(story: Story) -> str:
    return story.byline.raw if story.byline else ""

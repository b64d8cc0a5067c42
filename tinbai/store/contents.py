"""The columns of a draft's row that its content decides: written when it is made, and again when a hold is lifted."""

from collections.abc import Sequence

from tinbai import codec
from tinbai.model import Item, Problem, Story
from tinbai.picture import in_order


def cover(item: Item, story: Story) -> str | None:
    """The small copy of the photo a list shows: the first one, in the editors' order, that has any."""
    photos = (item.photos[number - 1] for number in in_order(story.order, len(item.photos)))
    return next((photo.thumb for photo in photos if photo.thumb), None)


def columns(item: Item, story: Story, words: int, content_hash: str, problems: Sequence[Problem]) -> dict[str, object]:
    """`story`: of the head revision."""
    return {
        "kind": item.kind,
        "hold": item.hold,
        "title": story.title,
        "byline": story.byline.raw if story.byline else "",
        "words": words,
        "photos": len(item.photos),
        "thumb": cover(item, story),
        "problem_codes": " ".join(dict.fromkeys(p.code for p in problems)),
        "event_date": item.event_date,
        "content_hash": content_hash,
        "item": codec.item.dumps(item),
        "problems": codec.problems.dumps(tuple(problems)),
    }

"""A story as a portal takes it: clean HTML, plain text, JSON. Only words and the names of its photo files are in it."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from tinbai import i18n
from tinbai.i18n import Language
from tinbai.model import Block, Draft, Story
from tinbai.parsers.photo.crop import crop_at
from tinbai.picture import in_order
from tinbai.web import rendering

_NO_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 60


def file_name(draft: Draft) -> str:
    """Receipt number and title in letters any system takes, without a suffix."""
    title = draft.revision.story.title.lower().replace("đ", "d")
    bare = "".join(sign for sign in unicodedata.normalize("NFD", title) if not unicodedata.combining(sign))
    words = _NO_NAME.sub("-", bare).strip("-")[:_LONGEST_NAME].strip("-")
    return f"{draft.receipt_no}-{words}" if words else draft.receipt_no


def photo_names(draft: Draft) -> dict[int, str]:
    """Number of each photo -> its file in the packed folder and in the HTML; in the editors' order, the cover first."""
    order = in_order(draft.revision.story.order, len(draft.item.photos))
    return {number: f"anh-{place}.jpg" for place, number in enumerate(order, 1)}


def caption_of(story: Story, number: int, language: Language) -> str:
    """Caption and photographer of a photo, counted from 1."""
    caption = story.captions[number - 1] if number <= len(story.captions) else ""
    credit = story.credits[number - 1] if number <= len(story.credits) else ""
    named = i18n.text(language, "Photo: {name}", name=credit) if credit else ""
    return " ".join(part for part in (caption, named) if part)


def body_html(draft: Draft, language: Language) -> str:
    """The body, its byline at the end, without a class, a style or an address."""
    story, photos = draft.revision.story, len(draft.item.photos)
    captions = [caption_of(story, number, language) for number in range(1, photos + 1)]
    blocks = [block for block in story.body if block.type != "figure" or 0 <= block.photo < photos]
    byline = story.byline.raw if story.byline else ""
    template = rendering.template(language, "portal.html")
    names = photo_names(draft)
    return template.render(blocks=blocks, captions=captions, byline=byline, photo_names=names).strip() + "\n"


def plain_text(draft: Draft, language: Language) -> str:
    """The whole story as text, a blank line between its parts."""
    story = draft.revision.story
    parts = [story.title, story.lead, *_texts(draft, language), story.byline.raw if story.byline else ""]
    return "\n\n".join(part for part in parts if part) + "\n"


def _texts(draft: Draft, language: Language) -> Iterator[str]:
    names = photo_names(draft)
    for block in draft.revision.story.body:
        match block.type:
            case "list":
                marks = (f"{number}." if block.ordered else "-" for number in range(1, len(block.items) + 1))
                yield "\n".join(f"{mark} {item}" for mark, item in zip(marks, block.items, strict=True))
            case "table":
                yield "\n".join("\t".join(row) for row in block.rows)
            case "figure" if 0 <= block.photo < len(draft.item.photos):
                caption = caption_of(draft.revision.story, block.photo + 1, language)
                yield f"[{names[block.photo + 1]}] {caption}".rstrip()
            case "figure":
                pass
            case _:
                yield block.text


def as_json(draft: Draft) -> str:
    """All that an editor may change, and which file is which photo."""
    story, names = draft.revision.story, photo_names(draft)
    photos = [
        {
            "file": file,
            "original": draft.item.photos[number - 1].name,
            "caption": story.captions[number - 1] if number <= len(story.captions) else "",
            "credit": story.credits[number - 1] if number <= len(story.credits) else "",
            "crop": asdict(crop) if (crop := crop_at(story.crops, number)) else None,
        }
        for number, file in names.items()
    ]
    written = {
        "receipt_no": draft.receipt_no,
        "revision": draft.revision.no,
        "title": story.title,
        "lead": story.lead,
        "byline": story.byline.raw if story.byline else "",
        "body": [_block(block, names) for block in story.body],
        "photos": photos,
    }
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def _block(block: Block, names: Mapping[int, str]) -> dict[str, object]:
    match block.type:
        case "list":
            return {"type": "list", "ordered": block.ordered, "items": block.items}
        case "table":
            return {"type": "table", "rows": block.rows}
        case "figure":
            return {"type": "figure", "photo": names.get(block.photo + 1, "")}
        case _:
            return {"type": block.type, "text": block.text}


def unplaced(draft: Draft) -> Sequence[int]:
    """Numbers of the photos that stand nowhere in the body, in the editors' order."""
    placed = {block.photo + 1 for block in draft.revision.story.body if block.type == "figure"}
    order = in_order(draft.revision.story.order, len(draft.item.photos))
    return [number for number in order if number not in placed]

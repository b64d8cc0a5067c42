"""Photos put in order, turned and cropped by hand. The file is never changed: each step is a word in the story's text,
so it is saved, shown in the history and taken back like any other."""

import math
from collections.abc import Mapping
from dataclasses import replace

from tinbai.model import Story
from tinbai.parsers.photo.crop import crop_at, crop_of
from tinbai.picture import Crop, in_order
from tinbai.web.cropped import CROP, asked_photo, with_crop
from tinbai.web.dossier import Dossier

ORDER = "sap"  # field of the buttons: "dau:3" makes photo 3 the cover, "len:3", "xuong:3"; or all numbers, "3,1,2"
SIDES = ("trai", "tren", "phai", "duoi")  # fields: percent cut off, of the photo as seen upright
_LONGEST = 20_000  # characters of all numbers
_QUARTER, _CIRCLE, _PERCENT = 90, 360, 100


def arranged(dossier: Dossier, story: Story, fields: Mapping[str, str]) -> Story:
    """The story with what one button of the photos asks for; nonsense changes nothing."""
    story = _in_order(story, fields.get(ORDER, "")[:_LONGEST], len(dossier.draft.item.photos))
    asked = fields.get(CROP, "")
    verb, number = asked_photo(dossier, asked)
    now = crop_at(story.crops, number) or Crop()
    if not number:
        return story
    match verb:
        case "xoay" | "xoay-trai":
            turned = (now.turn + (_QUARTER if verb == "xoay" else -_QUARTER)) % _CIRCLE
            return _with(dossier, story, number, replace(now, turn=turned))
        case "khung":
            sides = [_fraction(fields.get(side, "")) for side in SIDES]
            cut = replace(now, left=sides[0], top=sides[1], right=sides[2], bottom=sides[3])
            return _with(dossier, story, number, cut)
    return with_crop(dossier, story, asked)


def _with(dossier: Dossier, story: Story, number: int, crop: Crop) -> Story:
    crops = [crop_at(story.crops, one) for one in range(1, len(dossier.draft.item.photos) + 1)]
    sides = (crop.left, crop.top, crop.right, crop.bottom)
    crops[number - 1] = crop_of(sides, crop.turn, crop.mirrored)
    return replace(story, crops=tuple(crops))


def _fraction(typed: str) -> float:
    """Of a percentage as people type it, 12,5 or 12.5; what is none cuts nothing."""
    try:
        percent = float(typed.replace(",", ".") or 0)
    except ValueError:
        return 0.0
    return percent / _PERCENT if math.isfinite(percent) else 0.0


def _in_order(story: Story, asked: str, photos: int) -> Story:
    verb, colon, digits = asked.partition(":")
    order = in_order(story.order, photos)
    if not asked:
        return story
    if not colon:
        given = [int(one) for one in asked.split(",") if one.isdecimal() and len(one) <= len(str(photos))]
        return replace(story, order=tuple(in_order(given, photos)))
    number = int(digits) if digits.isdecimal() and len(digits) <= len(str(photos)) else 0
    if number not in order or verb not in ("dau", "len", "xuong"):
        return story
    place = order.index(number)
    to = {"dau": 0, "len": max(0, place - 1), "xuong": place + 1}[verb]
    order.remove(number)
    order.insert(to, number)
    return replace(story, order=tuple(order))

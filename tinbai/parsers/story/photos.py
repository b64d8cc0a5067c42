"""The photos of a mail: each picture once, the better copy of it, with its caption, at the story it belongs to."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tinbai.model import Content, Hold, Problem, Severity
from tinbai.parsers import flow, marks
from tinbai.parsers.document import Document, Picture, Piece
from tinbai.parsers.mail.wrapper import bare
from tinbai.parsers.photo.crop import derive, differs, upright
from tinbai.parsers.photo.likeness import glance, is_part, may_be_part, same_picture
from tinbai.parsers.photo.read import THUMB_SIDE, Looked, is_decoration, lines_of, look
from tinbai.parsers.story.captions import read_caption
from tinbai.parsers.story.labels import LAST, MIDDLE
from tinbai.parsers.story.structure import LooseCaption
from tinbai.picture import Photo, PhotoOrigin

Keep = Callable[[Content], None]
_SHOWN: frozenset[PhotoOrigin] = frozenset({"document", "inline"})
_NUMBER = re.compile(r"\d{1,3}")
_OF_STORY = re.compile(r"\b(?:tin|bai)(?: so)?[ _.-]*0?(\d{1,2})(?!\d)")  # "tin 2 - anh 1.jpg"
_PLAIN_WORDS = frozenset({
    "anh", "hinh", "image", "img", "dsc", "photo", "picture", "tin", "bai", "file", "tep", "va", "cua", "ve", "tai",
    "cho", "voi", "cac", "jpg", "jpeg", "png", "docx", "doc",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A picture that came to light; its octets are given away already. `place`: number of the part it came from;
    `folder`: of the archive it lay in."""

    photo: Photo
    looked: Looked
    place: float = 0
    folder: str = ""


def discover(name: str, data: bytes, origin: PhotoOrigin, keep: Keep, looked: Looked, place: float = 0) -> Found:
    """Give the picture and its small copy away, and remember what is to be known of it."""
    words = read_caption([looked.said.caption or ""])
    photo = Photo(
        name=name,
        media_type=looked.media_type,
        width=looked.width,
        height=looked.height,
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        origin=origin,
        facts=looked.facts,
        suggested_caption=words.text,
        suggested_credit=looked.said.credit or words.credit,
        sight=looked.sight,
    )
    keep(Content(photo.sha256, looked.media_type, data))
    if looked.thumb:
        thumb = hashlib.sha256(looked.thumb).hexdigest()
        keep(Content(thumb, "image/webp", looked.thumb))
        photo = replace(photo, thumb=thumb)
    return Found(photo, looked, place)


def hold_of(looked: Looked) -> Hold | None:
    """The stamp among the words in the picture's own file."""
    return marks.hold_of(Document((), notes=looked.said.lines))


def written_in(pieces: Iterable[Piece]) -> list[str]:
    """The words in the files of the pictures among pieces, to be searched for stamps."""
    return [line for picture in flow.pictures(pieces) if picture.data for line in lines_of(picture.data)]


def problems_of(photo: Photo) -> Iterator[Problem]:
    """What is to be said of it; blur and darkness are hints, which no sender is told."""
    for fact in photo.facts:
        severity: Severity = "warning" if fact in ("screenshot", "recompressed") else "info"
        yield Problem(f"photo-{fact}", severity, photo.name, {"name": photo.name})


def finder(source: str, keep: Keep, problems: list[Problem]) -> Callable[[Picture], Found | None]:
    """How a picture inside a document becomes a photo; decorations and what is missing do not. Adds to `problems`."""

    def find(picture: Picture) -> Found | None:
        looked = look(picture.data, picture.name) if picture.data else None
        if looked is None or picture.data is None or is_decoration(looked, picture.name):
            return None
        problems.extend(replace(problem, where=source) for problem in looked.problems)
        crop = upright(picture.crop, picture.data) if picture.crop and looked.thumb else None
        if crop:
            try:
                looked = replace(looked, thumb=derive(picture.data, THUMB_SIDE, crop))
            except ValueError:
                crop = None
        found = discover(picture.name, picture.data, "document", keep, looked)
        return replace(found, photo=replace(found.photo, crop=crop))

    return find


def add(photos: list[Found], new: Found) -> int:
    """Put a photo into a list where each picture stands once; returns its place."""
    for number in likely(photos, new):
        old = photos[number]
        if is_same(old, new) and not _is_other_part(old, new):
            photos[number] = _merged(old, new)
            return number
    photos.append(new)
    return len(photos) - 1


# Photos, nearest in light, that one is laid upon to see whether it is a part, or they are: up to ten milliseconds each,
# so not as many where there are hundreds. Neither where they may be the same: of twenty shots of one hall that of a
# copy was always the nearest; beyond three hundred photos only those are laid that do not differ at a glance.
_LAID_UPON, _LEAST_LAID_UPON, _MANY, _MANY_SAME = 12, 2, 1200, 300


def likely(photos: Sequence[Found], new: Found) -> list[int]:
    """The places of those that is_same is worth asking of: a thousand photos are half a million pairs."""
    same: list[tuple[float, int]] = []
    for number, old in enumerate(photos):
        unlike = 0.0 if old.photo.sha256 == new.photo.sha256 else glance(old.looked, new.looked)
        if unlike is not None:
            same.append((unlike, number))
    most_same = max(sum(not unlike for unlike, _ in same), _MANY_SAME // max(1, len(photos)))
    shown = new.photo.origin in _SHOWN
    parts = []
    for number, old in enumerate(photos):
        if (old.photo.origin in _SHOWN) != shown:
            pair = (new.looked, old.looked) if shown else (old.looked, new.looked)
            if common := may_be_part(*pair):
                parts.append((-common, number))
    most = min(_LAID_UPON, max(_LEAST_LAID_UPON, _MANY // max(1, len(photos))))
    nearest = sorted(same)[:most_same] + sorted(parts)[:most]
    return sorted({number for _, number in nearest})


def _is_other_part(a: Found, b: Found) -> bool:
    """The same picture shown twice, each time something else of it."""
    shown = a.photo.origin in _SHOWN and b.photo.origin in _SHOWN
    return shown and differs(a.photo.crop, b.photo.crop)


def is_same(a: Found, b: Found) -> bool:
    """The same picture, perhaps at another size; in a document perhaps with its margins cut off."""
    if a.photo.sha256 == b.photo.sha256 or same_picture(a.looked, b.looked):
        return True
    shown_a, shown_b = a.photo.origin in _SHOWN, b.photo.origin in _SHOWN
    if shown_a == shown_b:
        return False
    return is_part(a.looked, b.looked) if shown_a else is_part(b.looked, a.looked)


def _merged(old: Found, new: Found) -> Found:
    """The one with more pixels, with the words of both, shown as in the document."""
    better = new if _pixels(new) > _pixels(old) else old
    known = (old.photo.sha256, *old.photo.also, new.photo.sha256, *new.photo.also)
    also = tuple(dict.fromkeys(sha for sha in known if sha != better.photo.sha256))
    caption, credit = old.photo.caption or new.photo.caption, old.photo.credit or new.photo.credit
    photo = replace(
        better.photo,
        also=also,
        caption=caption,
        credit=credit,
        suggested_caption=better.photo.suggested_caption or old.photo.suggested_caption or new.photo.suggested_caption,
        suggested_credit=better.photo.suggested_credit or old.photo.suggested_credit or new.photo.suggested_credit,
    )
    other = old if better is new else new
    if other.photo.crop and not better.photo.crop and _is_whole(better, other):
        photo = replace(photo, crop=other.photo.crop, thumb=other.photo.thumb)
    return replace(better, photo=photo)


def _is_whole(a: Found, b: Found) -> bool:
    """Both files hold the same part of the picture, so that fractions of one are those of the other."""
    return abs(a.photo.width * b.photo.height - b.photo.width * a.photo.height) <= 0.02 * _pixels(a)


def _pixels(found: Found) -> int:
    return found.photo.width * found.photo.height


def caption(photos: list[Found], captions: Sequence[LooseCaption], loose: Iterable[int]) -> list[LooseCaption]:
    """Give captions that stand apart to the loose photos: by number, else in order where there are as many.
    Returns those that are left."""
    left = list(captions)
    places = [number for number in loose if not photos[number].photo.caption]
    named = {ordinal(photos[number].photo.name): number for number in places}
    by_number = bool(captions) and all(one.number is not None for one in captions)
    for order, one in enumerate(captions):
        place: int | None = None
        counted = _counted(one.number, len(places)) if by_number and one.number is not None else 0
        if by_number and counted in named and len(named) == len(places):
            place = named[counted]
        elif 0 < counted <= len(places):
            place = places[counted - 1]
        elif not by_number and len(captions) == len(places):
            place = places[order]
        if place is not None and not photos[place].photo.caption:
            old = photos[place]
            words = replace(old.photo, caption=one.caption, credit=one.credit or old.photo.credit)
            photos[place] = replace(old, photo=words)
            left.remove(one)
    return left


def _counted(number: int, count: int) -> int:
    return {LAST: count, MIDDLE: (count + 1) // 2}.get(number, number)


def ordinal(name: str) -> int | None:
    """The number a name such as "anh 2.jpg" or "Hình3.png" counts; numbers of cameras (IMG_2041) count nothing."""
    found = re.fullmatch(r"\D*?(\d{1,2})\D*", name.rpartition(".")[0] or name)
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a story when loose photos look for theirs. `number`: of the part it came from, 0: the body."""

    number: float
    source: str
    words: str  # title and text
    photos: Sequence[Found]
    folder: str = ""  # in an archive


def belongs_to(found: Found, stories: Sequence[Place], takes_turns: bool) -> tuple[int, bool]:
    """(index of the story a loose photo belongs to, whether that is sure). `takes_turns`: stories and photos do."""
    if len(stories) == 1:
        return 0, True
    rules = (_by_likeness, _by_name, _by_folder, _by_mention, *((_by_order,) if takes_turns else ()))
    for rule in rules:
        matching = rule(found, stories)
        if len(matching) == 1:
            return matching[0], True
    return 0, False


def _by_likeness(found: Found, stories: Sequence[Place]) -> list[int]:
    """The story that shows the same picture."""
    return [
        no
        for no, story in enumerate(stories)
        if any(is_same(found, story.photos[at]) for at in likely(story.photos, found))
    ]


def _by_name(found: Found, stories: Sequence[Place]) -> list[int]:
    return _named(found.photo.name, stories)


def _by_folder(found: Found, stories: Sequence[Place]) -> list[int]:
    """The story in the same folder of an archive, else the one the folder or the archive is named after."""
    if not found.folder:
        return []
    same = [no for no, story in enumerate(stories) if story.folder == found.folder]
    return same if len(same) == 1 else _named(found.folder, stories)


def _named(name: str, stories: Sequence[Place]) -> list[int]:
    """The story whose file name or title shares most words, or whose leading number is the same."""
    mine = _name_words(name)
    shared = [len(mine & (_name_words(story.source) | _name_words(story.words[:200]))) for story in stories]
    best = max(shared, default=0)
    if best:
        return [no for no, count in enumerate(shared) if count == best]
    told = _OF_STORY.search(bare(name))
    if told:
        named = [own[1] if (own := _OF_STORY.match(bare(story.source))) else "" for story in stories]
        if any(named):
            return [no for no, number in enumerate(named) if number == told[1]]
        return [int(told[1]) - 1] if 0 < int(told[1]) <= len(stories) else []
    number = _NUMBER.search(name)
    if not number or len(number[0]) > 2:
        return []
    return [no for no, story in enumerate(stories) if (own := _NUMBER.match(story.source)) and own[0] == number[0]]


def _by_mention(found: Found, stories: Sequence[Place]) -> list[int]:
    """The story that names the file."""
    stem = bare(found.photo.name.rpartition(".")[0])
    return [no for no, story in enumerate(stories) if len(stem) > 3 and stem in bare_whole(story.words)]


def _by_order(found: Found, stories: Sequence[Place]) -> list[int]:
    """The last story before it."""
    return [no for no, story in enumerate(stories) if story.number < found.place][-1:]


def _name_words(name: str) -> set[str]:
    stem = re.sub(r"\.\w{2,5}$", "", name)
    words = re.findall(r"[a-z]{2,}", bare(stem))
    return {word for word in words if word not in _PLAIN_WORDS and not re.fullmatch(r"(?:img|dsc|z|p)[a-z]?", word)}


def bare_whole(text: str) -> str:
    """`bare` without its limit of length."""
    return " ".join(bare(text[start : start + 4000]) for start in range(0, min(len(text), 200_000), 4000))

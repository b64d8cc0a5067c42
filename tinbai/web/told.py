"""Problems in words: what the machine found in a draft, as sentences for editors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tinbai.model import Draft, Problem
from tinbai.parsers.problems import PROBLEMS
from tinbai.queue.checks import WORDS
from tinbai.queue.repairs import LETTERS, standing
from tinbai.web.words import Words

# Which problems an editor has mended by filling in a field.
_PHOTO = ("photo", "picture")
_SIDES = ("width", "height")  # parameters that are numbers of pixels


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with its icon; `grave` and `warn` colour it."""

    severity: str
    icon: str
    text: str


def told(words: Words, draft: Draft) -> list[Told]:
    """The problems that are still there, the gravest first."""
    order = {"grave": 0, "warning": 1, "info": 2}
    left = sorted(unmended(draft), key=lambda problem: order[problem.severity])
    return [Told(problem.severity, _icon(problem), sentence(words, problem)) for problem in left]


def sentence(words: Words, problem: Problem) -> str:
    """What is wrong, in the reader's language; a code nobody has put into words stands for itself."""
    msgid = WORDS.get(problem.code) or PROBLEMS.get(problem.code) or problem.code
    sides = {side: words.number(int(n)) for side in _SIDES if (n := problem.params.get(side, "")).isdecimal()}
    values = _Values({"name": problem.where or "", **problem.params, **sides})
    return words.t(msgid).format_map(values)


def unmended(draft: Draft) -> Sequence[Problem]:
    """Without those that a field of the head revision has answered since."""
    story = draft.revision.story
    captioned = len(story.captions) >= len(draft.item.photos) and all(story.captions)
    mended = {
        "no-caption": captioned,
        "no-byline": story.byline is not None and bool(story.byline.raw),
        "no-title": draft.revision.no > 1 and bool(story.title),
        "encoding-repaired": _is_put_back(draft),
    }
    return [problem for problem in draft.problems if not mended.get(problem.code, False)]


def _is_put_back(draft: Draft) -> bool:
    """Whether every conversion of letters was put back, so that there is nothing to be checked any more."""
    converted = [one for one in draft.item.repairs if one.kind in LETTERS]
    return bool(converted) and all(standing(draft.revision.story, one) != "mended" for one in converted)


def _icon(problem: Problem) -> str:
    if problem.code.startswith(_PHOTO) or problem.code in ("no-photo", "no-caption"):
        return "photo"
    if problem.severity == "info":
        return "pen" if "repaired" in problem.code or "encoding" in problem.code else "info"
    return "warn"


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def by_photo(words: Words, draft: Draft) -> Mapping[str, list[str]]:
    """The sentences about each photo, by its name."""
    found: dict[str, list[str]] = {}
    names = {photo.name for photo in draft.item.photos}
    for problem in draft.problems:
        if problem.where in names:
            found.setdefault(str(problem.where), []).append(sentence(words, problem))
    return found

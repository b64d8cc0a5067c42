"""Mail that is no story: bounces and automatic replies known as such, stories never; and what is new in a reply.

A folder of `--noise` has a folder of mails for each class: bounce, auto_reply; any other name means "neither".
A folder of `--replies` has mails or texts (.eml, .txt), and beside each the wanted words: NAME.wanted, and where there
are any, the words that must not be there: NAME.unwanted.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path

from benchmarks.figures import Figure, Material, loud, progress, share
from benchmarks.parsers_mail import by_peers, replies_by_peers
from tests import test_parsers_segments as replies
from tinbai.model import Parsed
from tinbai.parsers.parse import parse

MACHINES = ("bounce", "auto_reply")
_WORD = re.compile(r"[^\W_]+")


def figures(material: Material) -> Iterator[Figure]:
    yield from _machines(material)
    yield from _newspapers(material)
    yield from _replies(material)
    yield from _forwards(material)


def _parsed(raw: bytes) -> Parsed:
    return parse("mail.eml", raw, lambda _content: None)


# --- Bounces and automatic replies ------------------------------------------------------------------------------------


def _labelled(material: Material) -> Iterator[tuple[Path, str]]:
    """Mails and their classes: of the letters, and of the folders that are named after classes."""
    for folder in material.letters:
        for letter in folder.glob("*.eml"):
            beside = letter.with_suffix(".json")
            if beside.exists() and "class" in (expected := json.loads(beside.read_text("utf-8"))):
                yield letter, expected["class"]
    for folder in material.noise:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".json":
                yield path, path.relative_to(folder).parts[0]


def _machines(material: Material) -> Iterator[Figure]:
    labelled = dict(_labelled(material))
    chosen = [path for path in material.some(labelled, 60) if path.suffix == ".eml" or material.noise]
    found = {path: _parsed(path.read_bytes()).class_ for path in chosen}
    theirs = by_peers(material.peers, chosen) if material.has_peers() else {}
    for kind in MACHINES:
        of = [path for path in chosen if labelled[path] == kind]
        for path in of:
            if found[path] != kind:
                progress(f"{path.name}: {kind} taken for {found[path]}")
        flufl = sum(bool((theirs[path].get("flufl.bounce") or {}).get("bounce")) for path in of) if theirs else 0
        beside = {"flufl.bounce": str(flufl)} if theirs and kind == "bounce" else {}
        yield Figure(f"{kind}: recognised", share(sum(found[path] == kind for path in of), len(of)), ">= 98 %", beside)
    others = [path for path in chosen if labelled[path] not in MACHINES]
    taken = [path for path in others if found[path] in MACHINES]
    for path in taken:
        progress(f"{path.name}: {labelled[path]} taken for {found[path]}")
    yield Figure(f"of {len(others)} other mails, taken for one", str(len(taken)), "0")


def _newspapers(material: Material) -> Iterator[Figure]:
    """Stories as somebody sends them: title as subject, the text as body."""
    stories = news(material, 1000)
    taken = Counter[str]()
    for story in stories:
        title, _, _ = story.partition("\n")
        parsed = _parsed(_mail(title, story))
        taken[parsed.class_] += 1
    wrong = sum(taken[kind] for kind in MACHINES)
    said = ", ".join(f"{kind} {number}" for kind, number in taken.items())
    yield Figure(f"of {len(stories)} newspaper stories as mails, taken for one", f"{wrong} ({said})", "0")


def news(material: Material, most: int) -> list[str]:
    """Stories of newspapers, at most so many, evenly taken."""
    if not material.news.exists():
        loud(f"ABSENT: {material.news}; no newspaper stories")
        return []
    lines = material.news.read_text("utf-8").strip().split("\n")  # texts have other line ends of Unicode in them
    most = min(most, 40) if material.quick else most
    return [json.loads(line)["text"] for line in lines[:: max(1, len(lines) // most)]]


def _mail(subject: str, text: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Lò Văn Sáng <sang@example.org>", "bbt@example.vn", subject
    mail["Message-ID"], mail["Date"] = "<1@example.org>", "Wed, 25 Nov 2026 08:00:00 +0700"
    mail.set_content(text)
    return mail.as_bytes()


# --- Replies and forwards ---------------------------------------------------------------------------------------------


def _kept(raw: bytes) -> str:
    """What is new in a mail: its stories, and the words of its segments of that type."""
    mail = _parsed(raw).mail
    return "\n".join(segment.text for segment in mail.segments if segment.type == "new") if mail else ""


def _cases(material: Material) -> dict[str, tuple[str, str]]:
    """text -> (wanted words, unwanted words): what mail programs make of replies, with every end."""
    own = {
        f"Kính gửi Ban Biên tập,\n\n{replies.NEW}\n\n{end}\n\n{quote}": (replies.NEW, replies.OLD)
        for quote in replies.QUOTES.values()
        for end in replies.ENDS.values()
    }
    given: dict[str, tuple[str, str]] = {}
    for folder in material.replies:
        for wanted in folder.rglob("*.wanted"):
            text = next((path for path in (wanted.with_suffix(one) for one in (".txt", ".eml")) if path.exists()), None)
            unwanted = wanted.with_suffix(".unwanted")
            if text:
                never = unwanted.read_text("utf-8") if unwanted.exists() else ""
                given[text.read_text("utf-8", "replace")] = (wanted.read_text("utf-8"), never)
    return given or own


def _replies(material: Material) -> Iterator[Figure]:
    cases = _cases(material)
    texts = list(cases)[:: 10 if material.quick else 1]
    ours = {text: _kept(text.encode() if _is_mail(text) else _mail("Re: Đã nhận tin, bài", text)) for text in texts}
    theirs = replies_by_peers(material.peers, texts) if material.has_peers() else {}
    tools = sorted({tool for found in theirs.values() for tool in found})
    answers: dict[str, Mapping[str, str]] = {"ours": ours}
    answers |= {tool: {text: theirs[text].get(tool) or "" for text in texts} for tool in tools}
    complete = {tool: sum(not _missing(cases[text][0], kept[text]) for text in texts) for tool, kept in answers.items()}
    leaked = {tool: sum(_leaks(cases[text][1], kept[text]) for text in texts) for tool, kept in answers.items()}
    for text in texts:
        if lost := _missing(cases[text][0], ours[text]):
            progress(f"a reply loses {sorted(lost)[:8]}: {text[:60]!r}")
    beside = {tool: str(complete[tool]) for tool in tools}
    yield Figure("replies that lose no wanted word", share(complete["ours"], len(texts)), ">= 62 of 64", beside)
    beside = {tool: str(leaked[tool]) for tool in tools}
    yield Figure("replies that leak quoted words", str(leaked["ours"]), "0", beside)


def _is_mail(text: str) -> bool:
    return re.match(r"(?:From |[A-Za-z-]+: )", text) is not None


def _missing(wanted: str, kept: str) -> set[str]:
    return {*Counter(_WORD.findall(wanted)) - Counter(_WORD.findall(kept))}


def _leaks(unwanted: str, kept: str) -> bool:
    """Whether a line of the old mail is there."""
    plain = " ".join(kept.split())
    return any(" ".join(line.split()) in plain for line in unwanted.splitlines() if len(line.split()) > 3)


def _forwards(material: Material) -> Iterator[Figure]:
    """Newspaper stories forwarded by every mail program: the draft has the words it has when the story is sent."""
    stories = news(material, 20)
    unmarked = [quote for quote in replies.QUOTES.values() if not quote.endswith(f"> {replies.OLD}")]
    heads = [quote.partition(replies.OLD)[0] for quote in unmarked]
    lost = 0
    for story in stories:
        title = story.partition("\n")[0]
        sent = _text(_mail(title, story))
        for head in heads:
            missing = _missing(sent, _text(_mail(f"Fwd: {title}", f"{head}{story}")))
            if missing:
                progress(f"forwarded by {head.split()[0]}: loses {sorted(missing)[:8]}")
            lost += bool(missing)
    yield Figure("forwards that lose words of their story", f"{lost} of {len(stories) * len(heads)}", "0")


def _text(raw: bytes) -> str:
    return "\n".join(f"{one.title or ''}\n{one.text}" for one in _parsed(raw).items)

"""Mails: none breaks us, fields are right, hostile ones cost little, and what time and memory reading takes."""

import json
import subprocess
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import cost, letters, memory, mime
from benchmarks.figures import ROOT, Figure, Material, alone, best, progress, share
from tests.test_parsers_corpora import BETTER
from tests.test_parsers_hostile import HOSTILE
from tinbai.errors import ParserDied
from tinbai.parsers.mail.read import read_mail
from tinbai.parsers.parse import parse
from tinbai.sandbox import Sandbox
from tinbai.settings import Limits

ENDINGS = (".eml", ".raw", ".txt", ".msg")
FIELDS = ("subject", "from", "names", "text")


def figures(material: Material) -> Iterator[Figure]:
    mails = [path for folder in material.mails for path in material.some(_mails(folder), 20)]
    yield from _broken(mails)
    yield from _fields(material)
    yield from _hostile(material)
    yield from _speed(mails, material)
    yield from _memory(material)


def _mails(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())


def _broken(mails: Sequence[Path]) -> Iterator[Figure]:
    broken, slowest = 0, 0.0
    sandbox = Sandbox(Limits())
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for path in mails:
                before = cost.spent([sandbox.pid]) if sandbox.pid else 0.0
                try:
                    sandbox.parse(path, "mail.eml", Path(folder))
                except ParserDied as error:
                    broken += 1
                    progress(f"{path}: {error}")
                slowest = max(slowest, cost.spent([sandbox.pid]) - before if before else 0.0)
    finally:
        sandbox.close()
    yield Figure(f"of {len(mails)} mails, exceptions or killed children", str(broken), "0")
    yield Figure("slowest mail of them, seconds of the processor", f"{slowest:.2f}", "<= 2")


# --- Fields -----------------------------------------------------------------------------------------------------------


def _fields(material: Material) -> Iterator[Figure]:
    wanted = {path: fields for folder in material.mails for path, fields in _expected(folder).items()}
    if not wanted:
        return
    chosen = material.some(wanted, 40)
    answers = {path: {"ours": _ours(path)} for path in chosen}
    if material.has_peers():
        for path, found in by_peers(material.peers, chosen).items():
            answers[path].update(found)
    right: dict[str, Counter[str]] = defaultdict(Counter)
    of = Counter[str]()
    for path in chosen:
        for name, value in wanted[path].items():
            of[name] += 1
            for tool, found in answers[path].items():
                right[tool][name] += found is not None and _same(name, value, found.get(name))
    others = [tool for tool in right if tool not in ("ours", "flufl.bounce")]
    for name in FIELDS:
        if of[name]:
            beside = {tool: str(right[tool][name]) for tool in others}
            yield Figure(f"{name} right", share(right["ours"][name], of[name]), "the best row", beside)


def _expected(folder: Path) -> dict[Path, dict[str, Any]]:
    """From `expected.json` in the folder or one below it (file -> fields), and from NAME.json beside a mail; not where
    the oracle is known to be wrong."""
    found: dict[Path, dict[str, Any]] = {}
    for listed in folder.rglob("expected.json"):
        for name, one in json.loads(listed.read_text("utf-8")).items():
            sender = (one["from"] or {}).get("address", "")
            names = [attached["name"] for attached in one["attachments"]]
            fields = {"subject": one["subject"], "from": sender, "names": names}
            if one["text"].strip() and not one["html"]:
                fields["text"] = one["text"]
            found[listed.parent / name] = {key: fields[key] for key in fields if (name, key) not in BETTER}
    for letter in folder.rglob("*.eml"):
        beside = letter.with_suffix(".json")
        mail = json.loads(beside.read_text("utf-8")).get("mail") if beside.exists() else None
        if mail and "subject" in mail:
            found[letter] = {"subject": mail["subject"], "from": (mail.get("from") or {}).get("address", "")}
            if "attachments" in mail:
                found[letter]["names"] = [one["name"] for one in mail["attachments"]]
    return found


def _ours(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    mail = parse("mail.eml", raw, lambda _content: None).mail
    if mail is None:
        return {}
    sender = mail.sender.address if mail.sender else ""
    names = [one.name for one in mail.attachments if one.use != "ignored" or not one.name.startswith("part-")]
    return {"subject": mail.subject, "from": sender, "names": names, "text": read_mail(raw).text}


def by_peers(peers: Path, paths: Sequence[Path]) -> dict[Path, dict[str, Any]]:
    """mail -> tool -> what it found, None where it failed."""
    found: dict[Path, dict[str, Any]] = defaultdict(dict)
    for answer in _asked(peers, "fields", [str(path) for path in paths]):
        found[Path(answer["of"])][answer["tool"]] = answer["found"]
    return found


def replies_by_peers(peers: Path, texts: Sequence[str]) -> dict[str, dict[str, str | None]]:
    """text -> tool -> what it keeps."""
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    for answer in _asked(peers, "replies", [json.dumps(text) for text in texts]):
        found[json.loads(answer["of"])][answer["tool"]] = answer["found"]
    return found


def _asked(peers: Path, what: str, lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    script = str(ROOT / "benchmarks" / "peers" / "mails.py")
    done = subprocess.run(
        [str(peers), script, what], input="\n".join(lines), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, check=True,
    )  # fmt: skip
    return map(json.loads, done.stdout.splitlines())


def _same(name: str, wanted: Any, found: Any) -> bool:
    if name == "names":
        theirs = [_plain(one) for one in found or []]
        mine = [_plain(one) for one in wanted]
        # a part without a name has one of ours
        return len(mine) == len(theirs) and all(
            not one or one == other for one, other in zip(mine, theirs, strict=True)
        )
    if name == "text":
        words, kept = Counter(_plain(wanted).split()), Counter(_plain(found).split())
        return (words & kept).total() >= 0.99 * words.total()
    return _plain(wanted).lower() == _plain(found).lower()


def _plain(text: object) -> str:
    """A field as it is compared; what a tool gives that is no text is none."""
    words = unicodedata.normalize("NFC", text) if isinstance(text, str) else ""
    return " ".join(words.replace("\u00ad", "").split())


# --- What it costs ----------------------------------------------------------------------------------------------------


def _hostile(material: Material) -> Iterator[Figure]:
    """In a fork each, without the limits of the service; those of the standard library are cut at 12 seconds."""
    names = list(HOSTILE)[::8] if material.quick else list(HOSTILE)
    worst: dict[str, tuple[float, str]] = {}
    failed = Counter[str]()
    for name in names:
        raw = HOSTILE[name]()
        others = {} if material.quick else mime.READERS
        for tool, read in {**others, "Tinbai": _whole}.items():
            run = alone(partial(read, raw), 12)
            failed[tool] += not run.ended
            worst[tool] = max(worst.get(tool, (0.0, "")), (run.seconds, name))
            if tool == "Tinbai" and (run.seconds > 1 or not run.ended):
                progress(f"{name}: {run.seconds:.2f} s, {run.mib:.0f} MiB{'' if run.ended else ', NOT ENDED'}")
    said = {tool: f"{seconds:.1f} s, {failed[tool]} failed" for tool, (seconds, _) in worst.items()}
    mine = said.pop("Tinbai")
    yield Figure(f"{len(names)} hostile mails, worst ({worst['Tinbai'][1]})", mine, "<= 2 s, 0 failed", said)


def _whole(raw: bytes) -> int:
    """All that the service makes of a mail."""
    return len(parse("mail.eml", raw, lambda _content: None).items)


def _speed(mails: Sequence[Path], material: Material) -> Iterator[Figure]:
    rounds = 2 if material.quick else 5
    sets = {
        f"{len(mails)} mails": [path.read_bytes() for path in mails if path.suffix != ".msg"],
        "texts of 1 KB": [letters.text(number) for number in range(20)],
    }
    if not material.quick:
        sets["the mail of 25 MB"] = [letters.big(1)]
    for what, raws in sets.items():
        for reader, wanted in (("core", ">= 2.5"), ("everything", "")):
            readers = mime.CORES if reader == "core" else mime.READERS
            pairs = [pair for raw in raws if (pair := _pair(readers, raw, rounds))]
            whole = sum(theirs for _, theirs in pairs) / sum(mine for mine, _ in pairs)
            each = median(theirs / mine for mine, theirs in pairs)
            name = {"core": "as much work as compat32", "everything": "all that is read of it"}[reader]
            yield Figure(f"{what}, {name}: times faster, in all / median", f"{whole:.1f} / {each:.1f}", wanted)


def _pair(readers: Mapping[str, Callable[[bytes], int]], raw: bytes, rounds: int) -> tuple[float, float] | None:
    """Seconds of ours and of compat32, in turn, the best of several; None where compat32 fails."""
    mine = theirs = float("inf")
    for _ in range(rounds):
        mine = min(mine, best(lambda: readers["Tinbai"](raw), 1))
        try:
            theirs = min(theirs, best(lambda: readers["email, compat32"](raw), 1))
        except (LookupError, ValueError, TypeError, AttributeError):
            return None
    return mine, theirs


def _memory(material: Material) -> Iterator[Figure]:
    if material.quick:
        return
    mine, theirs = memory.measured()
    beside = {"email, compat32": f"{theirs:.0f}"}
    yield Figure("the mail of 25 MB: MiB above its octets", f"{mine:.0f}", "<= 60", beside)

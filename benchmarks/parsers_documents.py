"""Words of documents beside other tools: recall, precision and order against the majority of them, and processor time.

A word counts as often as the median of the tools says that opened the file (we do not vote); words have a letter.
A tool that is missing refuses all.
"""

import json
import re
import subprocess
import time
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from statistics import fmean, median, median_low

from benchmarks.figures import ROOT, Figure, Material, alone, loud, progress, share
from tinbai.parsers import flow, sniff
from tinbai.parsers.docx.read import read_docx
from tinbai.parsers.files import not_read
from tinbai.parsers.mail.msg import message_of
from tinbai.parsers.mail.tnef import Tnef
from tinbai.parsers.parse import READERS

KINDS = {".docx": "0.998", ".doc": "0.985", ".rtf": "0.96", ".odt": "0.97", ".pdf": "0.95"}  # recall wanted
NAMED = {
    ".docx": {media_type for media_type, reader in READERS.items() if reader is read_docx},
    ".doc": {sniff.DOC},
    ".rtf": {"application/rtf"},
    ".odt": {sniff.ODT},
    ".pdf": {"application/pdf"},
}
TOO_LONG = 10  # seconds
LEAST_WORDS = 3  # of a reference that is scored
LEAST_TOOLS = 2  # that opened the file: one alone may take markup or noise for words
LONGEST = 4_000  # words compared for order
_WORD = re.compile(r"[^\W_]+")
_REFERENCE = re.compile(rb'<(?:a:blip|v:imagedata)\b[^>]*? r:(?:embed|link|id)="([^"]+)"')
_GONE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


Answers = dict[str, dict[str, tuple[str | None, float]]]  # file -> tool -> (its text, seconds of the processor)


@dataclass(slots=True)
class Scores:
    recall: list[float] = field(default_factory=list)
    precision: list[float] = field(default_factory=list)
    order: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # seconds
    ratios: list[float] = field(default_factory=list)  # of its processor time to ours, file by file
    refused: int = 0

    def row(self) -> list[str]:
        if not self.recall:
            return ["-"] * 4 + [str(self.refused), "-", "-"]
        good = sum(one >= 0.99 for one in self.recall) / len(self.recall)
        figures = (fmean(self.recall), good, fmean(self.precision), fmean(self.order))
        return [
            *(f"{one:.4f}" for one in figures),
            str(self.refused),
            f"{1000 * median(self.cpu):.1f}",
            f"{median(self.ratios):.1f}",
        ]


def words(text: str) -> list[str]:
    text = _GONE.sub("", unicodedata.normalize("NFC", text)).lower()
    return [word for word in _WORD.findall(text) if any(map(str.isalpha, word))]


def ours(octets: bytes, name: str) -> str | None:
    """The text as it stands in the file, letters of old fonts too, since no other tool decodes them. None: not read."""
    reader = READERS.get(sniff.media_type(octets, name))
    document = reader(octets) if reader else None
    if document is None or any(problem.severity == "grave" for problem in document.problems):
        return None
    lines = ((paragraph.list_label, paragraph.text) for paragraph in flow.paragraphs(document.pieces))
    return "\n".join(f"{label} {text}" if label else text for label, text in lines)


def majority(texts: Iterable[Sequence[str]]) -> Counter[str]:
    counts = [Counter(text) for text in texts]
    return Counter({word: median_low(one[word] for one in counts) for word in set().union(*counts)})


def compared(text: str | None, reference: Counter[str], others: Sequence[Sequence[str]]) -> tuple[float, float, float]:
    """(recall, precision, order: the best agreement with one of the others)."""
    found = words(text or "")
    kept, common = Counter(found), sum((Counter(found) & reference).values())
    wanted, given = sum(reference.values()), sum(kept.values())
    order = max((_order(found[:LONGEST], other[:LONGEST]) for other in others), default=1.0)
    return common / wanted, common / given if given else 0.0, order


def _order(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 0.0
    both = sum((Counter(one) & Counter(other)).values())
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / both if both else 0.0


def is_named_rightly(path: Path) -> bool:
    """Whether its octets are what its name says; other tools go by the name."""
    return sniff.media_type(path.read_bytes(), path.name) in NAMED[path.suffix.lower()]


def files(folders: Sequence[Path]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = defaultdict(list)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in KINDS and path.is_file():
                found[path.suffix.lower()].append(path)
    return found


def by_peers(peers: Path, paths: Sequence[Path]) -> Answers:
    done = subprocess.run(
        [str(peers), str(ROOT / "benchmarks" / "peers" / "documents.py")], input="\n".join(map(str, paths)),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
    )  # fmt: skip
    found: Answers = defaultdict(dict)
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        found[answer["file"]][answer["tool"]] = (answer["text"], answer["cpu"])
    return found


def measured(paths: Sequence[Path], others_by_file: Answers) -> tuple[dict[str, Scores], list[str]]:
    """Scores by tool, and a line for each file of which we lose words."""
    scores, lost = defaultdict[str, Scores](Scores), list[str]()
    for path in paths:
        octets = path.read_bytes()
        ours(octets, path.name)
        begun = time.process_time()
        mine = ours(octets, path.name)
        texts: dict[str, tuple[str | None, float]] = {"ours": (mine, time.process_time() - begun)}
        texts |= others_by_file.get(str(path), {})
        opened = [words(text) for tool, (text, _) in texts.items() if tool != "ours" and text is not None]
        reference = majority(opened) if len(opened) >= LEAST_TOOLS else Counter[str]()
        for tool, (text, seconds) in texts.items():
            one = scores[tool]
            one.refused += text is None
            if sum(reference.values()) < LEAST_WORDS or (text is None and tool != "ours"):
                continue
            recall, precision, order = compared(text, reference, opened)
            one.recall.append(recall)
            one.precision.append(precision)
            one.order.append(order)
            one.cpu.append(seconds)
            one.ratios.append(seconds / max(texts["ours"][1], 1e-5))
            if tool == "ours" and min(recall, precision, order) < 0.99:
                missing = list((reference - Counter(words(text or ""))).elements())[:8]
                more = list((Counter(words(text or "")) - reference).elements())[:8]
                lost.append(f"{path.name}: {recall:.3f} {precision:.3f} {order:.3f} without {missing} with {more}")
    return scores, lost


def figures(material: Material) -> Iterator[Figure]:
    has_peers = material.has_peers()
    for kind, paths in files(material.documents).items():
        chosen = material.some(paths, 6)
        progress(f"{len(chosen)} {kind} files")
        yield from _fate(kind, chosen)
        right = [path for path in chosen if is_named_rightly(path)]
        scores, lost = measured(right, by_peers(material.peers, right) if has_peers else {})
        for line in lost:
            progress(line)
        yield from _words(kind, scores)
        if kind == ".docx":
            yield _pictures(chosen)
    yield from _messages(material)


def _fate(kind: str, paths: Sequence[Path]) -> Iterator[Figure]:
    """Every file in a process of its own."""
    reasons = Counter[str]()
    slowest = widest = 0.0
    hung = read = 0
    for path in paths:
        octets = path.read_bytes()
        run = alone(lambda: ours(octets, path.name), TOO_LONG)  # noqa: B023  it ends before the next file
        slowest, widest = max(slowest, run.seconds), max(widest, run.mib)
        hung += not run.ended
        if not run.ended:
            progress(f"{path.name}: {run.seconds:.1f} s, not ended")
            continue
        why = refusal(octets, path.name)
        read += not why
        reasons[why] += bool(why)
    said = ", ".join(f"{why} {number}" for why, number in reasons.items() if why)
    yield Figure(f"{kind}: read", share(read, len(paths)) + (f"; refused: {said}" if said else ""), "all readable ones")
    yield Figure(f"{kind}: hung or crashed / slowest, s / most memory, MiB", f"{hung} / {slowest:.2f} / {widest:.0f}",
                 "0 / < 10 / < 300")  # fmt: skip


def refusal(octets: bytes, name: str) -> str:
    """Why a file is not read; empty when it is."""
    media_type = sniff.media_type(octets, name)
    reader = READERS.get(media_type)
    if reader is None:
        return not_read(media_type, octets, name).code
    return next((problem.code for problem in reader(octets).problems if problem.severity == "grave"), "")


def _words(kind: str, scores: dict[str, Scores]) -> Iterator[Figure]:
    mine = scores.pop("ours")
    if not mine.recall:
        loud(f"{kind}: no other tool reads one of the files; words are not compared")
        return
    rows = {tool: one.row() for tool, one in scores.items()}
    wanted = (f">= {KINDS[kind]}", ">= 0.975" if kind == ".docx" else "", ">= 0.99" if kind == ".docx" else "",
              ">= 0.99" if kind == ".docx" else "", "", "<= 10" if kind == ".docx" else "")  # fmt: skip
    heads = ("recall, mean", "files of recall >= 0.99", "precision", "order", "refused", "CPU ms, median")
    for place, head in enumerate(heads):
        beside = {tool: row[place] for tool, row in rows.items()}
        yield Figure(f"{kind}: {head} ({len(mine.recall)} compared)" if not place else f"{kind}: {head}",
                     mine.row()[place], wanted[place], beside)  # fmt: skip
    for tool, row in rows.items():
        target = ">= 10" if tool == "mammoth" else ""
        yield Figure(f"{kind}: times less CPU than {tool}, median of files", row[6], target)


def _pictures(paths: Sequence[Path]) -> Figure:
    """Names of pictures as the document refers to them one after the other, beside those we find."""
    right = of = 0
    for path in paths:
        try:
            with zipfile.ZipFile(path) as archive:
                references = _REFERENCE.findall(archive.read("word/document.xml"))
                relations = archive.read("word/_rels/document.xml.rels") if references else b""
        except (zipfile.BadZipFile, KeyError, NotImplementedError):
            continue
        if not references:
            continue
        wanted = [_target(reference, relations) for reference in references]
        found = [one.name for one in flow.pictures(read_docx(path.read_bytes()).pieces)]
        of += 1
        right += found == wanted
        if found != wanted:
            progress(f"{path.name}: pictures {found} instead of {wanted}")
    return Figure(".docx: files with all pictures, in order", share(right, of), "all")


def _target(reference: bytes, relations: bytes) -> str:
    elements = re.findall(rb"<Relationship [^>]*>", relations)
    element = next((one for one in elements if b'Id="%s"' % reference in one), b"")
    target = re.search(rb'Target="([^"]*)"', element)
    return target[1].decode().replace("\\", "/").rpartition("/")[2] if target else ""


def _messages(material: Material) -> Iterator[Figure]:
    """Outlook's own wrappings are opened when something of them is shown, or there is nothing in them to be shown."""
    for kind in (".tnef", ".dat", ".msg"):
        paths = material.some(path for folder in material.documents for path in folder.rglob(f"*{kind}"))
        if paths:
            opened = [path for path in paths if _opened(path, kind)]
            for path in {*paths} - {*opened}:
                progress(f"{path.name}: not opened")
            yield Figure(f"{kind}: opened", share(len(opened), len(paths)), "all that are whole")


def _opened(path: Path, kind: str) -> bool:
    octets = path.read_bytes()
    if kind == ".msg":
        return message_of(octets) is not None
    packed = Tnef(octets)
    return bool(packed.entries or packed.text()) or not packed.damaged

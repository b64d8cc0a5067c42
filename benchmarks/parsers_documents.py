"""Words of documents beside other tools: recall, precision and order against the majority of them, and processor time.

python -m benchmarks.parsers_documents [FOLDER …]      default: the documents of the tests and the shared Word files

A word counts as often as the median of the tools says that opened the file (we do not vote); words have a letter.
The tools run in the Python that PEERS names, by default .venv-peers/bin/python; one that is missing refuses all.
"""

import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from statistics import fmean, median, median_low

from benchmarks import cost
from tinbai.parsers import flow, sniff
from tinbai.parsers.encoding import repairs
from tinbai.parsers.parse import READERS

ROOT = Path(__file__).parent.parent
FOLDERS = (ROOT / "tests" / "documents", ROOT.parent / "shared" / "corpora" / "docx")
PEERS = os.environ.get("PEERS", str(ROOT / ".venv-peers" / "bin" / "python"))
KINDS = (".docx", ".doc", ".rtf", ".odt", ".pdf")
LEAST_WORDS = 3  # of a reference that is scored
LONGEST = 4_000  # words compared for order
_WORD = re.compile(r"[^\W_]+")
_GONE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


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
    """None: not read."""
    reader = READERS.get(sniff.media_type(octets, name))
    document = repairs.repair(reader(octets)) if reader else None
    if document is None or any(problem.severity == "grave" for problem in document.problems):
        return None
    return "\n".join(paragraph.text for paragraph in flow.paragraphs(document.pieces))


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


def files(folders: Sequence[Path]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = defaultdict(list)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in KINDS and path.is_file():
                found[path.suffix.lower()].append(path)
    return found


def by_peers(paths: Sequence[Path]) -> dict[str, dict[str, tuple[str | None, float]]]:
    """file -> tool -> (its text, seconds of the processor)."""
    done = subprocess.run(
        [PEERS, str(ROOT / "benchmarks" / "peers" / "documents.py")],
        input="\n".join(map(str, paths)), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, dict[str, tuple[str | None, float]]] = defaultdict(dict)
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        found[answer["file"]][answer["tool"]] = (answer["text"], answer["cpu"])
    return found


def measured(paths: Sequence[Path]) -> tuple[dict[str, Scores], list[str]]:
    """Scores by tool, and a line for each file of which we lose words."""
    peers, scores, lost = by_peers(paths), defaultdict[str, Scores](Scores), list[str]()
    for path in paths:
        octets = path.read_bytes()
        ours(octets, path.name)
        begun = time.process_time()
        mine = ours(octets, path.name)
        texts: dict[str, tuple[str | None, float]] = {"ours": (mine, time.process_time() - begun), **peers[str(path)]}
        opened = [words(text) for tool, (text, _) in texts.items() if tool != "ours" and text is not None]
        reference = majority(opened) if opened else Counter[str]()
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


def main() -> None:
    folders = [Path(one) for one in sys.argv[1:]] or list(FOLDERS)
    for kind, paths in files(folders).items():
        scores, lost = measured(paths)
        head = ["tool", "recall", "files >= 0.99", "precision", "order", "refused", "CPU ms, median", "of ours"]
        cost.table(f"{kind}: {len(paths)} files", [head, *([tool, *one.row()] for tool, one in scores.items())])
        print("\n".join(f"    {line}" for line in lost))


if __name__ == "__main__":
    main()

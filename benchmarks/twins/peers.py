"""What one would take instead: MinHash of datasketch and rensa, SimHash, TF-IDF; texts folded as ours are.

python -m benchmarks.twins.peers SEED STORIES   (with a Python that has datasketch and rensa; those missing are said)
"""

import hashlib
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from benchmarks.cost import table
from benchmarks.twins.exam import HEAD, Answer, Detector, examine, line
from benchmarks.twins.stream import Told, stream
from tinbai.queue.twins.fold import fold


def _shingles(text: str) -> list[str]:
    words = fold(text)
    return [" ".join(words[place : place + 3]) for place in range(max(1, len(words) - 2))]


def datasketch(threshold: float) -> Detector:
    library = import_module("datasketch")
    index = library.MinHashLSH(threshold=threshold, num_perm=128)

    def detect(one: Told) -> list[Answer]:
        sketch = library.MinHash(num_perm=128)
        sketch.update_batch([shingle.encode() for shingle in _shingles(one.text)])
        found = [(ref, "merge") for ref in index.query(sketch)]
        index.insert(one.id, sketch)
        return found

    return detect


def rensa(threshold: float) -> Detector:
    library = import_module("rensa")
    index = library.RMinHashLSH(threshold=threshold, num_perm=126, num_bands=42)
    kept: list[tuple[str, Any]] = []

    def detect(one: Told) -> list[Answer]:
        sketch = library.RMinHash(num_perm=126, seed=1)
        sketch.update(_shingles(one.text))
        found = [no for no in index.query(sketch) if kept[no][1].jaccard(sketch) >= threshold]
        index.insert(len(kept), sketch)
        kept.append((one.id, sketch))
        return [(kept[no][0], "merge") for no in found]

    return detect


def simhash(distance: int) -> Detector:
    kept: list[tuple[str, int]] = []

    def detect(one: Told) -> list[Answer]:
        sums = [0] * 64
        for shingle in _shingles(one.text):
            value = int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=8).digest())
            for bit in range(64):
                sums[bit] += 1 if value >> bit & 1 else -1
        mine = sum(1 << bit for bit in range(64) if sums[bit] > 0)
        found = [(ref, "merge") for ref, its in kept if (its ^ mine).bit_count() <= distance]
        kept.append((one.id, mine))
        return found

    return detect


def tf_idf(least: float) -> Detector:
    """Cosine against all earlier ones; the idf is that of the stories so far."""
    seen: Counter[str] = Counter()
    postings: dict[str, list[tuple[str, float]]] = defaultdict(list)

    def detect(one: Told) -> list[Answer]:
        said = Counter(fold(one.text))
        weights = {word: n * math.log((len(seen) + 2) / (seen[word] + 1)) for word, n in said.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        alike: dict[str, float] = defaultdict(float)
        for word, weight in weights.items():
            for ref, its in postings[word]:
                alike[ref] += weight / length * its
            postings[word].append((one.id, weight / length))
        seen.update(said.keys())
        return [(ref, "merge") for ref, score in alike.items() if score >= least]

    return detect


def detectors() -> Iterator[tuple[str, Detector]]:
    for name, make in (("datasketch", datasketch), ("rensa", rensa)):
        if find_spec(name):
            yield f"{name}, 3-grams, J 0.5", make(0.5)
            yield f"{name}, 3-grams, J 0.4", make(0.4)
        else:
            print(f"{name} is not installed here")
    yield "SimHash 64, distance 10", simhash(10)
    yield "TF-IDF, cosine 0.8", tf_idf(0.8)


def main() -> None:
    told = stream(int(sys.argv[1]), int(sys.argv[2]))
    table("Instead of it, in memory", [HEAD, *(line(name, examine(told, detect)) for name, detect in detectors())])


if __name__ == "__main__":
    main()

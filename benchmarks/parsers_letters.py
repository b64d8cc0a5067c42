"""Letters beside which lies what an editor expects: how many are understood fully."""

from collections.abc import Iterator

from benchmarks.figures import Figure, Material, progress, share
from tests.letters_compare import differences, expected_of, understood


def figures(material: Material) -> Iterator[Figure]:
    for folder in material.letters:
        letters = [path for path in folder.glob("*.eml") if path.with_suffix(".json").exists()]
        right = 0
        chosen = material.some(letters)
        for letter in chosen:
            wrong = differences(expected_of(letter), understood(letter)[0])
            right += not wrong
            if wrong:
                progress(f"{letter.name}: {len(wrong)} differences, first: {wrong[0]}")
        yield Figure(f"{folder.parent.name}/{folder.name}: fully as expected", share(right, len(chosen)), "all")

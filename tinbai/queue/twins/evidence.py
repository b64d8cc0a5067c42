"""What an editor is shown of two texts that are alike: the passages both have, the figures and names that changed."""

import re
from itertools import pairwise

from tinbai.evidence import Changed, Evidence, Passage
from tinbai.queue.twins.align import Block
from tinbai.queue.twins.fold import fold, spans
from tinbai.queue.twins.relation import Match

_MOST_PASSAGES = 60
_MOST_CHANGED = 40
_LONGEST_NAME = 80  # characters
_END = re.compile(r"[.!?:;]\s|\n")


def evidence(here: str, there: str, match: Match, why: str = "twins") -> Evidence:
    """`here` and `there` are the texts that were compared, NFC; offsets count their characters."""
    mine, theirs = spans(here), spans(there)
    blocks = match.alignment.blocks
    passages = [
        Passage(
            (mine[block.new.start][0], mine[block.new.stop - 1][1]),
            (theirs[block.old.start][0], theirs[block.old.stop - 1][1]),
        )
        for block in blocks[:_MOST_PASSAGES]
    ]
    figures = [
        Changed("figure", here[slice(*mine[new])], there[slice(*theirs[old])]) for new, old in match.alignment.changed
    ]
    names = [name for block in blocks for name in _names(block, here, there, mine, theirs)]
    changed = dict.fromkeys((*figures, *names))
    return Evidence(
        why, round(match.new_in_old, 3), round(match.old_in_new, 3), tuple(passages), tuple(changed)[:_MOST_CHANGED]
    )


def _names(
    block: Block, here: str, there: str, mine: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> list[Changed]:
    """Words between two runs, where both sides have a capital letter."""
    found = []
    for one, after in pairwise(block.runs):
        new, old = range(one.new + one.length, after.new), range(one.old + one.length, after.old)
        if not new or not old:
            continue
        said = here[mine[new[0]][0] : mine[new[-1]][1]], there[theirs[old[0]][0] : theirs[old[-1]][1]]
        if all(map(_is_name, said)) and fold(said[0]) != fold(said[1]):
            found.append(Changed("name", *said))
    return found


def _is_name(words: str) -> bool:
    """A capital in it, and no end of a sentence or a paragraph; a line of capitals tells no names."""
    if len(words) > _LONGEST_NAME or _END.search(words) or (words.isupper() and " " in words):
        return False
    return any(word[:1].isupper() for word in words.split())

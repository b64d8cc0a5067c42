"""No expression of the parsers takes long for a text made to keep it busy: twice the text is twice the work.

Counted is the processor: 10,000 characters cost the slowest sound one 0.03 s, and one that is squared 0.2 s and more.
"""

import re
import signal
from types import FrameType

import pytest

from tests.patterns import Use, hostile, uses

SIZE = 10_000
MOST = 0.1  # seconds of the processor
TRIES = 6  # the machine may be busy
SOUND = {
    "mail.headers._PIECE": "asked only where the quotation marks are in pairs",
}
ALL = [use for use in uses() if use.name not in SOUND]
ROOMS = sorted({use.name.rpartition(".")[0] for use in ALL})


class Late(BaseException):
    """Past the limit; no handler in between takes it for its own."""


def stop(_number: int, _frame: FrameType | None) -> None:
    raise Late


def is_quick(use: Use, verb: str, text: str | bytes) -> bool:
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, MOST)
    try:
        getattr(use.pattern, verb)(text)
    except Late:
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return True


def busy_with(use: Use) -> list[str]:
    return [
        f"{use.name}.{verb} of {text[:40]!r}…{text[-12:]!r}: {use.pattern.pattern!r:.200}"
        for verb in use.verbs
        for text in hostile(use.pattern, SIZE)
        if not any(is_quick(use, verb, text) for _ in range(TRIES))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_no_text_keeps_an_expression_busy(room: str) -> None:
    assert [busy for use in ALL if use.name.rpartition(".")[0] == room for busy in busy_with(use)[:1]] == []


def test_expressions_in_tables_are_found_too() -> None:
    assert len(ALL) >= 250
    assert {"dispatch._RULES", "story.genre._KINDS", "mail.wrapper.WROTE"} <= {use.name for use in ALL}


def test_an_expression_that_is_squared_is_found() -> None:
    assert busy_with(Use("spaces", re.compile(r"\s*:?\s*$"), ("match",)))

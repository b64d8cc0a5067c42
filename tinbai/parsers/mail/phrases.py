"""The phrases of machines by language (phrases.toml), compiled for texts in the form that `bare` makes."""

import re
import tomllib
from pathlib import Path

from tinbai.parsers.mail.wrapper import bare

_TABLES: dict[str, dict[str, list[str]]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _any_of(table: str, before: str = "", after: str = "") -> re.Pattern[str]:
    found = (bare(phrase) for phrases in _TABLES[table].values() for phrase in phrases)
    return re.compile(f"{before}(?:{'|'.join(found)}){after}")


_START = r"^(?:\[[^\]]{1,40}\]\s*)?[\s*\[(<\"'!【-]{0,4}"
_END = r"(?=\s*(?:[:：;!.,/\])】\"'–—-]|(?:re|fwd?|tl|tra loi)\s*:|(?:tu|cua|from|of)\b|$))"

BOUNCE_SUBJECT = _any_of("bounce_subjects", _START)
BOUNCE_OPENING = _any_of("bounce_openings", r"(?:^|\b)")
BOUNCE_HINT = _any_of("bounce_hints", r"(?:^|\b|(?<=[^\x00-\x7f]))")
DIAGNOSIS = _any_of("diagnoses")
AUTO_SUBJECT = _any_of("auto_subjects", _START, _END)
CHALLENGE = _any_of("challenges")
MENTION = _any_of("machine_mentions")
TICKETS, LISTS = _any_of("tickets"), _any_of("lists")
SPOKEN_TO = _any_of("spoken_to", r"\b", r"\b")
RECEIPT_SUBJECT = _any_of("receipt_subject", _START, r"\s*(?:[:：–—-]|$)")
RECEIPT_TEXT = _any_of("receipt_text")

"""`tinbai twins`: what each story of a file is to the earlier ones, as JSON Lines.

The index is one of its own. Of the newsroom's database it only reads which boilerplate editors taught.
"""

import json
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from email.utils import parseaddr
from itertools import islice
from pathlib import Path
from typing import Any

import click

from tinbai import twins as index
from tinbai.cli.context import Given, given
from tinbai.errors import TinbaiError
from tinbai.model import Byline
from tinbai.queue.twins.evidence import evidence
from tinbai.queue.twins.phrases import scopes_of
from tinbai.store import Database, Tx, phrases, prints

_TOGETHER = 100  # stories of one commit


@dataclass(frozen=True, slots=True)
class _Told:
    """One line of the file; `text` begins with the title, `before` characters are the title's."""

    id: str
    outlet: str
    text: str
    before: int
    event: date | None
    came: date | None
    scopes: frozenset[str]  # whose boilerplate may stand in it


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@click.option("--outlets", help="Only the stories of these outlets, with commas between.")
@click.option("--index", "folder", type=click.Path(path_type=Path, file_okay=False), help="Keep the index here.")
@given
def twins(given: Given, file: Path, outlets: str | None, folder: Path | None) -> None:
    """Say of each story of FILE (JSON Lines) what it is to the earlier ones."""
    taught = _taught(given.settings().database_url)
    wanted = frozenset(code.strip() for code in outlets.split(",")) if outlets else None
    with ExitStack() as stack:
        where = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tinbai-twins-")))
        lines = stack.enter_context(click.open_file(str(file), "rb"))
        database = Database(f"sqlite:///{where}/twins.db")
        stack.callback(database.close)
        with database.write() as tx:
            prints.create(tx, index.RULES)
        stories = (story for story in _stories(lines) if wanted is None or story.outlet in wanted)
        while some := list(islice(stories, _TOGETHER)):
            with database.write() as tx:
                said = [_answer(tx, story, taught) for story in some]
            sys.stdout.writelines(f"{json.dumps(one, ensure_ascii=False)}\n" for one in said)
            sys.stdout.flush()


def _taught(url: str) -> Mapping[str, Sequence[str]]:
    """The boilerplate of the newsroom's senders and units; none where there is no newsroom yet."""
    file = url.removeprefix("sqlite:///")
    if file != url and not Path(file).exists():
        return {}
    database = Database(url, pool=1)
    try:
        with database.read() as tx:
            return phrases.standing(tx)
    finally:
        database.close()


def _stories(lines: Iterator[bytes]) -> Iterator[_Told]:
    """Lines are counted in octets: which one is no UTF-8 would not be known of decoded blocks."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _told(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise TinbaiError(f"line {number}: not a story ({type(error).__name__}: {error})") from None


def _told(story: dict[str, Any]) -> _Told:
    text = unicodedata.normalize("NFC", str(story["text"]))
    title = unicodedata.normalize("NFC", str(story.get("title") or "")).strip()
    head = f"{title}\n" if title and not text.lstrip().startswith(title) else ""
    outlet = str(story.get("outlet") or "")
    event, came = _day(story, "event_date"), _day(story, "received_at")
    address = parseaddr(str(story.get("sender") or ""))[1]
    unit = str(story["unit"]) if story.get("unit") else None
    scopes = scopes_of(address, Byline("", (), unit, None))
    # half a sign, as JSON may escape it, can be neither kept nor printed
    "".join([str(story["id"]), outlet, title, text, *scopes]).encode()
    return _Told(str(story["id"]), outlet, head + text, len(head), event, came, scopes)


def _day(story: dict[str, Any], name: str) -> date | None:
    """A day, or that of a moment."""
    said = story.get(name)
    return date.fromisoformat(str(said)[:10]) if said else None


def _answer(tx: Tx, story: _Told, taught: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Look it up and add it; one that a kept index has already is only looked up."""
    new = index.sketch(story.text, story.event, story.came, story.scopes)
    if new is None:
        return {"id": story.id, "twins": []}
    its = [passage for scope in sorted(story.scopes) for passage in taught.get(scope, ())]
    own = prints.of_draft(tx, story.outlet, story.id)
    found = index.look_up(tx, new, taught=its, but=own)
    if not own:
        index.add(tx, story.outlet, story.id, found)
    return {"id": story.id, "twins": [_twin(story, twin) for twin in found.twins]}


def _twin(story: _Told, twin: index.Twin) -> dict[str, object]:
    """`shared`: passages of both as [from, to] in the text of each as given, in characters of NFC."""
    seen = evidence(story.text, twin.text.text, twin.match)
    shared = [{"new": _within(one.here, story.before), "old": list(one.there)} for one in seen.passages]
    return {
        "id": twin.text.ref,
        "outlet": twin.text.outlet,
        "relation": twin.match.kind,
        "score": round(twin.match.score, 3),
        "new_in_old": seen.here_in_there,
        "old_in_new": seen.there_in_here,
        "shared": shared,
        "changed": [asdict(one) for one in seen.changed],
    }


def _within(span: tuple[int, int], before: int) -> list[int]:
    return [max(0, place - before) for place in span]

"""What files and mails made to cost much do cost, beside the limits of the child that reads them: seconds of the
processor, MiB at its peak above one that does nothing, what an editor is told.

python -m benchmarks.limits [WORD …]: only those whose name has a word.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from email.policy import SMTP
from pathlib import Path

from benchmarks.figures import Figure, Material, alone, show
from tests.bombs import BOMBS, MAILS
from tests.post import STORY, attach, mail, word
from tests.test_parsers_hostile import HOSTILE
from tinbai.parsers.sample import sample
from tinbai.sandbox_child import parse_file

SECONDS, MIB = 5, 512
_EVERY = 15  # so manieth is measured of all in a quick run


def figures(material: Material) -> Iterator[Figure]:
    return _figures(dict(list(_all().items())[:: _EVERY if material.quick else 1]))


def _all() -> Mapping[str, Callable[[], bytes]]:
    files = {name: _beside(file, made) for name, (file, made, _code) in BOMBS.items()}
    mails = {name: made for name, (made, _code) in MAILS.items()}
    return files | mails | {f"mail: {name}": made for name, made in HOSTILE.items()}


def _beside(file: str, made: Callable[[], bytes]) -> Callable[[], bytes]:
    """A mail with a good document and that one."""
    return lambda: attach(attach(mail(), "tin.docx", word(*STORY)), file, made()).as_bytes(policy=SMTP)


def _figures(mails: Mapping[str, Callable[[], bytes]]) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        file, told = folder / "mail.eml", folder / "told"
        file.write_bytes(sample())
        parse_file(file, file.name, folder)  # what a child finds loaded
        for what, made in mails.items():
            if not alone(lambda made=made: file.write_bytes(made())).ended:  # type: ignore[misc]
                raise RuntimeError(f"could not be made: {what}")
            idle = alone(lambda: None).peak
            run = alone(lambda: told.write_text(_codes(parse_file(file, file.name, folder))))
            said = told.read_text() if run.ended else "did not end"
            size = file.stat().st_size / 1024
            yield Figure(
                f"{what} ({size:,.0f} KiB)",
                f"{run.seconds:.2f} s, {max(0, run.peak - idle):.0f} MiB: {said or 'read'}",
                f"<= {SECONDS} s, {MIB} MiB",
            )
            told.write_text("")


def _codes(answer: bytes) -> str:
    return ", ".join(sorted({problem["code"] for problem in json.loads(answer)["problems"]}))


def main() -> None:
    words = sys.argv[1:]
    chosen = {name: made for name, made in _all().items() if not words or any(one in name for one in words)}
    show("Limits", _figures(chosen))


if __name__ == "__main__":
    main()

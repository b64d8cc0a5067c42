"""What files and mails made to cost much do cost, beside the limits of the child that reads them: seconds of the
processor, MiB at its peak above one that does nothing, what an editor is told.

python -m benchmarks.limits [WORD …]: only those whose name has a word.
"""

import io
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from email.policy import SMTP
from pathlib import Path

from PIL import Image

from benchmarks.figures import Figure, Material, alone, show
from tests.bombs import BOMBS, MAILS
from tests.likeness_pairs import hall
from tests.post import STORY, attach, mail, word
from tests.test_parsers_hostile import HOSTILE
from tinbai.parsers.sample import sample
from tinbai.sandbox_child import parse_file

SECONDS, MIB = 5, 512
_EVERY = 15  # so manieth is measured of all in a quick run


def figures(material: Material) -> Iterator[Figure]:
    return _figures(dict(list(_all().items())[:: _EVERY if material.quick else 1]))


def _all() -> Mapping[str, Callable[[], bytes]]:
    files: dict[str, Callable[[], bytes]] = {name: _beside(file, made) for name, (file, made, _code) in BOMBS.items()}
    mails = {name: made for name, (made, _code) in MAILS.items()}
    photos: dict[str, Callable[[], bytes]] = {
        "photos: 990 of 160 by 120 px": lambda: _with_photos(_blots(number, 160, 120) for number in range(990)),
        "photos: 300 of 400 by 300 px": lambda: _with_photos(_blots(number, 400, 300) for number in range(300)),
        "photos: 60 shots of one hall": lambda: _with_photos(map(_shot, range(60))),
    }
    return files | mails | photos | {f"mail: {name}": made for name, made in HOSTILE.items()}


def _with_photos(photos: Iterable[Image.Image]) -> bytes:
    message = attach(mail(), "tin.docx", word(*STORY))
    for number, photo in enumerate(photos):
        octets = io.BytesIO()
        photo.save(octets, "JPEG", quality=75)
        message = attach(message, f"anh {number}.jpg", octets.getvalue(), "image/jpeg")
    return message.as_bytes(policy=SMTP)


def _blots(number: int, width: int, height: int) -> Image.Image:
    colours = Image.frombytes("RGB", (16, 12), random.Random(number).randbytes(16 * 12 * 3))
    return colours.resize((width, height), Image.Resampling.BICUBIC)


def _shot(number: int) -> Image.Image:
    """Other people have moved in each, or the camera leans a little more."""
    return hall(1, number % 25).rotate(0.3 * (number // 25), Image.Resampling.BILINEAR).resize((480, 320))


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

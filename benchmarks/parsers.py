"""What the parsers understand, lose, refuse and cost, with other tools beside them; progress goes to stderr.

python -m benchmarks.parsers [PART …] [--quick] [--mails F] [--documents F] [--letters F] [--noise F] [--replies F]

Parts: letters mail noise texts documents isolation limits; all of them by default. Folders may be given more than once
and stand instead of those of the project; README.md beside this tells what may lie in them.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    limits,
    parsers_documents,
    parsers_isolation,
    parsers_letters,
    parsers_mail,
    parsers_noise,
    parsers_texts,
)
from benchmarks.figures import PEERS, ROOT, SHARED, Figure, Material, loud, show

PARTS: dict[str, tuple[str, Callable[[Material], Iterator[Figure]]]] = {
    "letters": ("Letters", parsers_letters.figures),
    "mail": ("Mail", parsers_mail.figures),
    "noise": ("Bounces, automatic replies, replies, forwards", parsers_noise.figures),
    "texts": ("Old encodings and secrecy marks", parsers_texts.figures),
    "documents": ("Documents", parsers_documents.figures),
    "isolation": ("The killable child", parsers_isolation.figures),
    "limits": ("Files and mails made to cost much", limits.figures),
}


def material(given: argparse.Namespace) -> Material:
    corpora = SHARED / "corpora"
    letters = given.letters or [ROOT / "tests" / "letters", SHARED / "letters"]
    found = Material(
        letters=tuple(letters),
        mails=tuple(given.mails or [corpora / "mail", *letters]),
        documents=tuple(given.documents or [ROOT / "tests" / "documents", corpora / "docx", corpora / "tnef"]),
        noise=tuple(given.noise),
        replies=tuple(given.replies),
        peers=given.peers,
        quick=given.quick,
    )
    for folder in (*found.letters, *found.mails, *found.documents, *found.noise, *found.replies):
        if not folder.is_dir():
            loud(f"ABSENT: {folder}; nothing of it is measured")
    return found


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    parser.add_argument("--quick", action="store_true", help="a small sample of everything")
    parser.add_argument("--peers", type=Path, default=PEERS, help="Python that has the other tools")
    for name in ("letters", "mails", "documents", "noise", "replies"):
        parser.add_argument(f"--{name}", type=Path, action="append", default=[], metavar="FOLDER")
    given = parser.parse_args(arguments)
    found = material(given)
    for name in given.parts or PARTS:
        title, figures = PARTS[name]
        show(title, figures(found))


if __name__ == "__main__":
    main()

"""341 odd mails from the tests of other projects: none breaks the parser, and it reads them as they should be read."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import missing
from tinbai.model import Attachment, Mail
from tinbai.sandbox import Sandbox
from tinbai.settings import Limits

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpora" / "mail"
FOLDERS = {"imap_tools": 113, "enmime": 87, "php-imap": 60, "mail-mime-parser": 81}
SECONDS = 2
AGREEMENT = 0.97
# Looked at one by one: ours is what the RFCs or the contract ask for.
BETTER = {
    ("error_emails/invalid_subject_characters.eml", "subject"),  # raw Latin-1 letters are kept
    ("error_emails/content_transfer_encoding_empty.eml", "subject"),  # soft hyphens are no letters
    ("plain_emails/mix_caps_content_type.eml", "from"),  # an address holds no blanks, the words before it are a name
    ("plain_emails/raw_email_incorrect_header.eml", "subject"),  # the fields after a broken line are there
    ("plain_emails/raw_email_incorrect_header.eml", "from"),
    ("rfc2822/example13.eml", "subject"),  # a blank before the colon is allowed (RFC 5322 4.5)
    ("rfc2822/example13.eml", "from"),
    ("rfc2822/example14.eml", "subject"),  # a folded line of blanks is a blank (RFC 5322 3.2.2)
    ("attachment_emails/attachment_message_rfc822.eml", "names"),  # members of attached messages are not listed
    ("attachment_emails/attachment_message_rfc822.eml", "hashes"),
    ("error_emails/missing_content_disposition.eml", "names"),  # every leaf that is no text is listed
    ("error_emails/missing_content_disposition.eml", "hashes"),
    ("text_with_content_id.eml", "names"),  # the only text of a mail is its body
    ("text_with_content_id.eml", "hashes"),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    running = Sandbox(Limits(parse_cpu_seconds=SECONDS))  # of the processor: other processes must not count
    yield running
    running.close()


def mails(folder: str) -> list[Path]:
    if not CORPUS.is_dir():
        missing(f"THE MAIL CORPORA ARE ABSENT: {CORPUS}")
    return [path for path in sorted((CORPUS / folder).rglob("*")) if path.suffix in (".eml", ".raw", ".txt")]


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.slow
def test_no_mail_breaks_the_parser_or_holds_it_up(folder: str, sandbox: Sandbox, tmp_path: Path) -> None:
    """The sandbox kills what takes longer than two seconds and raises ParserDied."""
    files = mails(folder)
    assert len(files) == FOLDERS[folder]
    for file in files:
        sandbox.parse(file, "mail.eml", tmp_path)


@pytest.mark.slow
def test_it_agrees_with_the_oracle(sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = CORPUS / "imap_tools"
    if not folder.is_dir():
        missing(f"THE MAIL CORPORA ARE ABSENT: {folder}")
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))
    compared = 0
    differing: list[str] = []
    better: list[str] = []
    for name, oracle in expected.items():
        mail = sandbox.parse(folder / name, "mail.eml", tmp_path).mail
        for what, theirs, ours in _pairs(oracle, mail):
            compared += 1
            if theirs != ours:
                where = better if (name, what) in BETTER else differing
                where.append(f"{name} {what}: {theirs!r:.100} / {ours!r:.100}")
    share = 1 - len(differing) / compared
    with capsys.disabled():
        plain = 1 - (len(differing) + len(better)) / compared
        print(f"\nimap_tools: {plain:.1%} of {compared} fields agree, {share:.1%} where the oracle is right. Not:")  # noqa: T201
        print("\n".join(f"  {line}" for line in (*differing, "ours by the book:", *better)))  # noqa: T201
    assert share >= AGREEMENT
    assert len(better) == len(BETTER)


def _pairs(oracle: dict[str, Any], mail: Mail | None) -> Iterator[tuple[str, object, object]]:
    """(field, the oracle's value, ours). A part without a name has one of ours, so any will do there; the oracle writes
    attached messages anew before it hashes them, so their hashes are left out."""
    theirs = oracle["attachments"]
    ours = list(mail.attachments) if mail else []
    if len(ours) != len(theirs):
        ours = [one for one in ours if not _is_report(one)]
    yield "subject", _plain(oracle["subject"]), _plain(mail.subject if mail else "")
    sender = mail.sender.address if mail and mail.sender else ""
    yield "from", (oracle["from"] or {}).get("address", "").lower(), sender.lower()
    names = [_plain(one["name"]) for one in theirs]
    found = [_plain(one.name) for one in ours]
    if len(names) == len(found):
        found = [mine if name else "" for name, mine in zip(names, found, strict=True)]
    yield "names", names, found
    hashes = [one["sha256"] if one["media_type"] != "message/rfc822" else "message" for one in theirs]
    yield "hashes", hashes, [one.sha256 if one.use != "message" else "message" for one in ours]


def _is_report(one: Attachment) -> bool:
    """A report of delivery, which the oracle lists only in some mails."""
    return one.use == "ignored" and one.name.startswith("part-") and one.media_type.startswith("text/")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").split())

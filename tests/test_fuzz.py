"""Whatever octets come: an answer that keeps the contract, the same one each time, with nothing lost. FUZZ_LONG=true
looks longer."""

import os
import random
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import missing
from tests.fuzz.mutation import mutated
from tests.fuzz.promises import nothing_lost, whole
from tests.fuzz.targets import TARGETS
from tests.post import STORY, attach, mail, word
from tinbai.parsers.mail.text import read_text

TRIES = 2000 if os.environ.get("FUZZ_LONG") == "true" else 12
CHANGED = [name for name in TARGETS if name not in ("pdf", "mail")]
LINES = (
    "Kính gửi Ban Biên tập,",
    "Vào 15:13, Th 6, 3 thg 10, 2025 Ban Biên tập <bbt@example.vn> đã viết:",
    "On Fri, Oct 3, 2025 at 3:13 PM Ban Biên tập <bbt@example.vn> wrote:",
    "-----Original Message-----",
    "Từ: Ban Biên tập <bbt@example.vn>",
    "Đã gửi: Thứ Sáu, 3 tháng 10, 2025",
    "Chủ đề: Tin",
    "--",
    "Trân trọng!",
    "Tin, ảnh: Lò Văn Sáng",
    "ĐT: 0900 000 101",
    "________________________________",
    "",
    "  - một",
    "1. hai",
    "Ảnh 1: Quang cảnh hội nghị.",
    *STORY,
)
bodies = st.lists(
    st.tuples(st.sampled_from(["", "> ", ">> ", "  "]), st.one_of(st.sampled_from(LINES), st.text(max_size=40))),
    max_size=40,
).map(lambda lines: "\n".join(mark + line for mark, line in lines))
short = settings(max_examples=TRIES, suppress_health_check=list(HealthCheck))
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


def part(content: str, kind: str, file: str) -> EmailMessage:
    made = EmailMessage()
    made.set_content(content, subtype=kind)
    if file:
        made.add_header("Content-Disposition", "attachment", filename=file)
    return made


def bundle(parts: list[EmailMessage], kind: str) -> EmailMessage:
    made = EmailMessage()
    made["Content-Type"] = f"multipart/{kind}"
    for one in parts:
        made.attach(one)
    return made


trees = st.recursive(
    st.builds(part, bodies, st.sampled_from(["plain", "html", "enriched", "calendar", "x-odd"]), names),
    lambda inner: st.builds(
        bundle,
        st.lists(inner, min_size=1, max_size=4),
        st.sampled_from(["mixed", "alternative", "related", "digest", "signed", "report"]),
    ),
    max_leaves=12,
)


@cache
def seeds(name: str) -> list[bytes]:
    """Made when they are asked for: each of several processes collects all tests and runs few."""
    return list(TARGETS[name].seeds())


@pytest.mark.parametrize("name", CHANGED)
@given(number=st.integers(0, 1000), seed=st.integers(0, 2**32))
@short
def test_a_changed_file_is_answered(name: str, number: int, seed: int) -> None:
    found = seeds(name)
    if not found:
        missing(f"material of {name}")
    TARGETS[name].run(mutated(found[number % len(found)], random.Random(seed)))


@given(tree=trees, subject=names)
@short
def test_a_mail_of_any_shape_keeps_the_contract_and_reads_the_same_again(tree: EmailMessage, subject: str) -> None:
    tree["Subject"] = subject
    raw = tree.as_bytes(policy=SMTP.clone(cte_type="7bit"))
    assert whole(raw) == whole(raw)


@given(head=st.lists(st.binary(max_size=80), max_size=20), body=st.binary(max_size=300))
@short
def test_header_lines_of_any_octets_keep_the_contract(head: list[bytes], body: bytes) -> None:
    names = (b"Subject: ", b"From: ", b"To: ", b"Content-Type: ", b"Content-Transfer-Encoding: ", b"Date: ", b"")
    lines = b"\r\n".join(names[number % len(names)] + line for number, line in enumerate(head))
    whole(b"MIME-Version: 1.0\r\n" + lines + b"\r\n\r\n" + body)


@given(body=bodies, subject=st.sampled_from(["Tin", "Re: Tin", "Fwd: Tin"]))
@short
def test_every_word_of_a_body_is_in_a_segment(body: str, subject: str) -> None:
    nothing_lost(read_text(body).pieces, subject)


@given(files=st.lists(st.tuples(names, st.binary(max_size=60)), min_size=1, max_size=5))
@short
def test_every_attachment_is_listed(files: list[tuple[str, bytes]]) -> None:
    message = mail()
    for name, data in files:
        attach(message, name or "a.bin", data or b"x")
    found = whole(message.as_bytes(policy=SMTP)).mail
    assert found
    assert len(found.attachments) == len(files)


@given(seed=st.integers(0, 2**32), words=st.lists(st.sampled_from(STORY), max_size=5))
@short
def test_no_change_around_it_lifts_the_hold_of_a_mark_that_stands(seed: int, words: list[str]) -> None:
    """The stamp and the story are kept whole; everything else of the mail is changed at random."""
    raw = attach(mail("MẬT\n\n" + "\n\n".join(STORY)), "a.docx", word(*words, "x")).as_bytes(policy=SMTP)
    text, boundary, rest = raw.partition(b"\r\n--==")
    second = rest.index(b"\r\n--==")
    changed = text + boundary + rest[:second] + mutated_content(rest[second:], seed)
    assert any(item.hold == "secret" for item in whole(changed).items)


def mutated_content(rest: bytes, seed: int) -> bytes:
    """The attached part with changes in its content only."""
    head, blank, content = rest.partition(b"\r\n\r\n")
    return head + blank + mutated(content, random.Random(seed))

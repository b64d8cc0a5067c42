"""What is held leaves nothing behind but the raw mail: not in the database, the blobs, the letters or the logs."""

import csv
import hashlib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog

from tests.desk import Visitor
from tests.desk_data import a_picture
from tests.mails import TO, letter, story
from tests.newsroom import Newsroom
from tests.word import docx, paragraph, run
from tinbai import decisions, destroying, rereading
from tinbai.errors import Conflict, NotAllowed
from tinbai.model import State
from tinbai.store import acts, arrivals, draft_links, drafts, listing
from tinbai.store.tables import metadata

CASES = Path(__file__).parent / "tables" / "secrecy_cases.tsv"
# words of the story, its subject and the names of its files, as written and as a search would keep them
TELLING = ("Nậm Lúc", "lội suối", "Khánh thành", "Đồng Văn", "ke-hoach-kin", "nam luc", "loi suoi", "bảng kín")


def _cases() -> list[tuple[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [(row["line"], row["expected"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def mail_of(text: str, files: list[tuple[str, bytes]]) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Lê Thị Hoa <hoa@ctv.example>", TO, "Tin: Khánh thành cầu số 7"
    mail["Date"], mail["Message-ID"] = "Mon, 2 Mar 2026 07:55:00 +0700", "<kin@ctv.example>"
    mail.set_content(text)
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def word(*lines: str) -> bytes:
    return docx("".join(paragraph(run(line)) for line in lines))


def _stamped(line: str) -> bytes:
    """A story in a file with the line above it, and a photo beside it."""
    text = word(line, *story(7).split("\n\n"))
    return mail_of("Kính gửi Ban Biên tập tin bài.\n", [("ke-hoach-kin.docx", text), ("anh.jpg", a_picture())])


def written(newsroom: Newsroom) -> str:
    """All that stands in the database."""
    with newsroom.app.database.read() as tx:
        rows = [
            f"{table.name}: {tuple(row)!r}" for table in metadata.sorted_tables for row in tx.execute(sa.select(table))
        ]
    return "\n".join(rows)


def told(text: str) -> list[str]:
    return [words for words in TELLING if words.lower() in text.lower()]


def blobs_of(newsroom: Newsroom) -> list[Path]:
    return [file for file in newsroom.app.blobs.root.rglob("*") if file.is_file()]


@pytest.fixture
def logs() -> Iterator[list[structlog.typing.EventDict]]:
    with structlog.testing.capture_logs() as caught:
        yield caught


@pytest.mark.parametrize(("line", "expected"), _cases())
def test_every_case_of_secrecy_through_the_whole_pipeline(
    newsroom: Newsroom, logs: list[structlog.typing.EventDict], line: str, expected: str
) -> None:
    raw = _stamped(line)
    rows = newsroom.take(raw)
    with newsroom.app.database.read() as tx:
        found = [drafts.get(tx, "demo", row.id) for row in rows]
    holds = {"secret_hold": {"secret"}, "internal_hold": {"internal"}}.get(expected, {None})
    assert {draft.item.hold for draft in found} == holds
    assert newsroom.app.raw.open(hashlib.sha256(raw).hexdigest()).read_bytes() == raw
    assert not told(str(logs))
    if expected.endswith("_hold"):
        assert {row.state for row in rows} == {State.HELD}
        (sent,) = newsroom.letters()
        assert not told(sent.letter.subject + sent.letter.text)
        lan = Visitor(newsroom.app, newsroom.sandbox)
        lan.enter("editor")
        for page in ("/hang-cho?xem=tat-ca", "/hang-cho?xem=tam-giu", f"/tin/demo/{rows[0].id}", "/thu-di", "/so-cai"):
            answer = lan.get(page)
            assert not told(answer.text) and rows[0].receipt_no not in answer.text and "LG-2026" not in answer.text
    if expected == "secret_hold":
        assert not told(written(newsroom)) and not blobs_of(newsroom)
    else:
        assert "lội suối" in written(newsroom)


# --- Held by hand --------------------------------------------------------------------------------------------------


def test_a_hold_by_hand_leaves_nothing_but_the_raw_mail(
    newsroom: Newsroom, logs: list[structlog.typing.EventDict]
) -> None:
    files = [("ke-hoach-kin.docx", word("bảng kín", "một trang giấy của xã")), ("anh.jpg", a_picture())]
    raw = mail_of(story(7), files)
    newsroom.offer(raw, outlet="demo")
    newsroom.offer(raw, outlet="bao")
    (row,) = newsroom.take(letter(7, message_id="lai@ctv.example"))  # sent again with another message
    person = newsroom.person()
    with newsroom.app.database.read() as tx:
        draft = drafts.get(tx, "demo", row.id)
    decisions.edit(newsroom.app, "demo", row.id, person, 1, draft.revision.story)
    assert told(written(newsroom)) and blobs_of(newsroom)
    decisions.hold(newsroom.app, "demo", row.id, person)
    assert not told(written(newsroom)) and not told(str(logs)) and not blobs_of(newsroom)
    assert {one.state for outlet in ("demo", "bao") for one in newsroom.drafts(outlet)} == {State.HELD}
    assert [told(one.letter.text) for one in newsroom.letters()] == [[]]
    newsroom.prove_nothing_lost()
    with newsroom.app.database.read() as tx:
        (act,) = acts.of_draft(tx, "demo", row.id)
    assert (act.kind, act.by) == ("held", person.id)


def test_what_another_mail_brought_too_stays(newsroom: Newsroom) -> None:
    """The same photo came with a story of somebody else, and the same words by another sender are his own draft."""
    newsroom.take(mail_of(story(7), [("anh.jpg", a_picture())]))
    other = EmailMessage()
    other["From"], other["To"], other["Subject"] = "Giàng A Páo <pao@ctv.example>", TO, "Tin"
    other["Message-ID"] = "<pao@ctv.example>"
    other.set_content(story(7))
    other.add_attachment(a_picture(), maintype="image", subtype="jpeg", filename="anh.jpg")
    one, two = newsroom.take(other.as_bytes())
    with newsroom.app.database.read() as tx:
        assert draft_links.of_draft(tx, "demo", two.id)
    decisions.hold(newsroom.app, "demo", one.id, newsroom.person())
    with newsroom.app.database.read() as tx:
        left = drafts.get(tx, "demo", two.id)
        assert draft_links.of_draft(tx, "demo", two.id) == []
    assert left.state is State.RECEIVED and left.revision.story.title
    assert left.item.photos and newsroom.app.blobs.open(left.item.photos[0].sha256)
    assert newsroom.app.blobs.open(str(left.item.photos[0].thumb))


def test_only_who_may_edit_or_hold_holds(newsroom: Newsroom) -> None:
    (row,) = newsroom.take(letter(7))
    with pytest.raises(NotAllowed):
        decisions.hold(newsroom.app, "demo", row.id, newsroom.person("auditor"))
    decisions.hold(newsroom.app, "demo", row.id, newsroom.person("security_officer"))
    decisions.hold(newsroom.app, "demo", row.id, newsroom.person())  # again: nothing happens
    with newsroom.app.database.read() as tx:
        assert len(acts.of_draft(tx, "demo", row.id)) == 1


def test_what_comes_later_of_a_held_message_is_held_at_once(newsroom: Newsroom) -> None:
    """The same message in the other newsroom's mailbox, and the sender's answer to the generic letter."""
    raw = mail_of(story(7), [("anh.jpg", a_picture())])
    (row,) = newsroom.take(raw)
    decisions.hold(newsroom.app, "demo", row.id, newsroom.person())
    (letter_of_ours,) = newsroom.letters()
    headers = {"In-Reply-To": f"<{letter_of_ours.letter.message_id}>"}
    answer = letter(7, subject="Re: Về thư", message_id="tra-loi@ctv.example", headers=headers)
    newsroom.offer(raw, outlet="bao")
    newsroom.offer(answer)
    newsroom.process()
    assert not told(written(newsroom)) and not blobs_of(newsroom)
    assert {one.state for outlet in ("demo", "bao") for one in newsroom.drafts(outlet)} == {State.HELD}


def test_the_officer_lifts_a_hold_and_the_mail_is_read_anew(newsroom: Newsroom) -> None:
    files = [("ke-hoach-kin.docx", word("bảng kín", "một trang giấy của xã")), ("anh.jpg", a_picture())]
    (row,) = newsroom.take(mail_of(story(7), files))
    with newsroom.app.database.read() as tx:
        before = drafts.get(tx, "demo", row.id)
    decisions.hold(newsroom.app, "demo", row.id, newsroom.person())
    officer = newsroom.person("security_officer", name="Thu")
    rereading.release(newsroom.app, newsroom.sandbox, "demo", row.id, officer, "Đã soát, không có dấu.")
    with newsroom.app.database.read() as tx:
        after, (act,) = drafts.get(tx, "demo", row.id), acts.of_draft(tx, "demo", row.id)
        attached, found = (
            arrivals.attached(tx, "demo", before.arrival),
            listing.page(
                tx, listing.Wanted(["demo"], list(State), search='"bang kin"'), "", newsroom.app.now(), limit=9
            ),
        )
    assert (act.undone_by, after.state, after.item) == (officer.id, State.RECEIVED, before.item)
    assert after.revision.story == before.revision.story and len(attached) == 2 and found.lines
    assert all(newsroom.app.blobs.open(one.sha256) for one in attached)
    with pytest.raises(Conflict):
        rereading.release(newsroom.app, newsroom.sandbox, "demo", row.id, officer, "Đã soát, không có dấu.")


def test_an_editor_lifts_no_hold(newsroom: Newsroom) -> None:
    (row,) = newsroom.take(letter(7))
    person = newsroom.person()
    decisions.hold(newsroom.app, "demo", row.id, person)
    with pytest.raises(NotAllowed):
        rereading.release(newsroom.app, newsroom.sandbox, "demo", row.id, person, "Đã soát, không có dấu.")


# --- Held by the machine, released or destroyed by the officer -------------------------------------------------------

MARKED = "MẬT"


def test_what_the_machine_holds_is_released_with_a_reason(newsroom: Newsroom) -> None:
    """It stands in the queue with its text and is found by the search; a copy elsewhere stays held."""
    raw = _stamped(MARKED)
    newsroom.offer(raw, outlet="bao")
    (row,) = newsroom.take(raw)
    officer = newsroom.person("security_officer", name="Thu")
    with pytest.raises(NotAllowed):
        rereading.release(newsroom.app, newsroom.sandbox, "demo", row.id, officer, "")
    rereading.release(newsroom.app, newsroom.sandbox, "demo", row.id, officer, "Mật ong, không phải dấu.")
    lan = Visitor(newsroom.app, newsroom.sandbox)
    lan.enter("editor", name="Lan")
    page = lan.get(f"/tin/demo/{row.id}")
    assert page.status == 200 and "lội suối" in page.text
    assert "thôi giữ" in lan.get(f"/tin/demo/{row.id}/lich-su").text
    assert row.id in lan.get("/hang-cho?tim=loi+suoi").text
    assert {one.state for one in newsroom.drafts("bao")} == {State.HELD}
    with newsroom.app.database.read() as tx:
        (act,) = acts.of_draft(tx, "demo", row.id)
    assert (act.kind, act.by, act.note) == ("released", officer.id, "Mật ong, không phải dấu.")


@pytest.mark.parametrize("by_hand", [False, True], ids=["by the machine", "by hand"])
def test_of_what_is_destroyed_only_time_sender_reason_and_who_stay(newsroom: Newsroom, by_hand: bool) -> None:
    app = newsroom.app
    raw = mail_of(story(7), [("anh.jpg", a_picture())]) if by_hand else _stamped(MARKED)
    newsroom.offer(raw, outlet="bao")
    (row,) = newsroom.take(raw)
    officer = newsroom.person("security_officer", name="Thu")
    if by_hand:
        lan = newsroom.person()
        with app.database.read() as tx:
            decisions.edit(app, "demo", row.id, lan, 1, drafts.get(tx, "demo", row.id).revision.story)
        decisions.hold(app, "demo", row.id, lan)
    destroying.destroy(app, "demo", row.id, officer, "Đúng là dấu mật.")
    text = written(newsroom)
    assert not told(text) and row.id not in text and row.receipt_no in text
    assert not blobs_of(newsroom) and not [one for one in app.raw.root.rglob("*") if one.is_file()]
    assert not newsroom.drafts("demo") + newsroom.drafts("bao") and not newsroom.letters()
    assert all(balance.balanced for balance in newsroom.balances())
    with app.database.read() as tx:
        notes = [row.note for row in tx.exec_driver_sql("SELECT note FROM audit WHERE act = 'destroyed'")]
    assert notes == ["2026-03-02 01:00 UTC, hoa@ctv.example: Đúng là dấu mật."] * 2
    if app.database.is_sqlite:
        assert not [
            file for file in app.settings.data.parent.glob("tinbai.db*") if "lội suối".encode() in file.read_bytes()
        ]


def test_a_copy_of_what_was_destroyed_is_not_kept_when_it_comes_again(newsroom: Newsroom) -> None:
    raw = mail_of(story(7), [("anh.jpg", a_picture())])
    (row,) = newsroom.take(raw)
    decisions.hold(newsroom.app, "demo", row.id, newsroom.person())
    destroying.destroy(newsroom.app, "demo", row.id, newsroom.person("security_officer"), "Đúng là dấu mật.")
    newsroom.offered.clear()
    newsroom.offer(raw)
    newsroom.offer(raw, outlet="bao")
    newsroom.offered.clear()
    newsroom.process()
    assert not newsroom.drafts("demo")
    assert {one.state for one in newsroom.drafts("bao")} == {State.HELD} and not told(written(newsroom))


def test_only_the_officer_destroys_and_only_what_is_held(newsroom: Newsroom) -> None:
    (row,) = newsroom.take(letter(7))
    officer = newsroom.person("security_officer")
    with pytest.raises(Conflict):
        destroying.destroy(newsroom.app, "demo", row.id, officer, "x")
    decisions.hold(newsroom.app, "demo", row.id, officer)
    for role in ("editor", "chief_editor", "admin", "auditor"):
        with pytest.raises(NotAllowed):
            destroying.destroy(newsroom.app, "demo", row.id, newsroom.person(role, name=f"An {role}"), "x")
    assert newsroom.drafts("demo")


def test_the_officer_confirms_twice(newsroom: Newsroom) -> None:
    (row,) = newsroom.take(letter(7))
    decisions.hold(newsroom.app, "demo", row.id, newsroom.person())
    thu = Visitor(newsroom.app, newsroom.sandbox)
    thu.enter("security_officer", name="Thu")
    at = f"/tin/demo/{row.id}/tieu-huy"
    thu.get(f"/tin/demo/{row.id}")
    assert thu.post(at).status == 422
    for typed, status in (("", 200), ("LG-1", 422)):
        answer = thu.post(at, None, **{"ly-do": "Đúng là dấu mật.", "xac-nhan": typed})
        assert answer.status == status and newsroom.drafts("demo")
    assert thu.post(at, None, **{"ly-do": "Đúng là dấu mật.", "xac-nhan": row.receipt_no}).to == "/hang-cho"
    assert not newsroom.drafts("demo")
    assert row.receipt_no in thu.get("/cai-dat/nhat-ky?loai=account").text

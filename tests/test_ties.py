"""What happens when a story comes twice: every row of the table in the design, and nothing is ever overwritten."""

import multiprocessing
import os
import signal
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import Clock
from tests.desk import Visitor
from tests.mails import letter
from tests.mails import story as short_story
from tests.newsroom import Newsroom
from tests.postings import standing
from tests.rewritten import FERRY, FERRY_REPORTED, FERRY_REWRITTEN
from tests.story_desk import at, send
from tinbai import decisions, twins
from tinbai.app import App
from tinbai.evidence import Link
from tinbai.model import Draft, Revision, State, Verdict
from tinbai.settings import Outlet
from tinbai.store import Database, Tx, draft_links, drafts, people, prints
from tinbai.store.tables import twin_texts

STORY = """Khánh thành cầu Nậm Lúc ở xã Đồng Văn

Sáng 01/3, xã Đồng Văn tổ chức lễ khánh thành cầu dân sinh bắc qua suối Nậm Lúc, nối hai thôn Bản Mù và Nà Phìn.

Cầu dài 21 mét, rộng 3,5 mét, tổng kinh phí 301 triệu đồng do nhân dân cùng các nhà hảo tâm đóng góp trong hai năm qua.

Ông Bàn Văn Sinh, Trưởng thôn Bản Mù, cho biết từ nay học sinh không còn phải lội suối đến trường trong mùa mưa lũ.

Ngay trong buổi sáng đã có hàng trăm lượt bà con qua lại, chợ phiên cũng đông vui hơn mọi khi. Lãnh đạo xã đề nghị \
các thôn phân công người trông coi, bảo dưỡng cầu, không để xe quá tải đi qua, nhất là trong những ngày mưa lớn.

Lê Thị Hoa
"""
EDITED = STORY.replace("21 mét", "24 mét").replace("Bàn Văn Sinh", "Bàn Văn Xinh")
OTHER = """Hội Nông dân huyện Ia Kênh ra mắt mô hình trồng dâu nuôi tằm

Chiều qua, Hội Nông dân huyện Ia Kênh ra mắt mô hình trồng dâu nuôi tằm với mười hộ tham gia ở làng Ó và làng Bẹk.

Các hộ được hỗ trợ giống dâu, khay nuôi và được tập huấn kỹ thuật chăm sóc; hợp tác xã cam kết thu mua toàn bộ kén tằm.

Anh Rơ Châm Thuin nói gia đình anh đã chuyển ba sào cà phê già cỗi sang trồng dâu và hy vọng có thu nhập đều mỗi tháng.
"""
PAO = "Giàng A Páo <pao@ctv.example>"


def the_first(newsroom: Newsroom) -> Draft:
    newsroom.take(letter(1, text=STORY))
    return draft_now(newsroom, newsroom.drafts()[0].id)


def draft_now(newsroom: Newsroom, draft: str) -> Draft:
    with newsroom.app.database.read() as tx:
        return drafts.get(tx, "demo", draft)


def send_again(
    newsroom: Newsroom, text: str, sender: str = "Lê Thị Hoa <hoa@ctv.example>", outlet: str = "demo"
) -> None:
    newsroom.take(letter(1, text=text, sender=sender, message_id=f"{hash(text)}.{sender[:3]}@x"), outlet=outlet)


def _links(newsroom: Newsroom, draft: str, outlet: str = "demo") -> list[Link]:
    with newsroom.app.database.read() as tx:
        return draft_links.of_draft(tx, outlet, draft)


def history(newsroom: Newsroom, draft: str) -> list[Revision]:
    with newsroom.app.database.read() as tx:
        return drafts.history(tx, "demo", draft)


def test_an_edited_copy_by_its_author_replaces_a_text_nobody_touched(newsroom: Newsroom) -> None:
    first = the_first(newsroom)
    send_again(newsroom, EDITED)
    (row,) = newsroom.drafts()
    one, two = history(newsroom, first.id)
    assert row.sent_again == 1 and (one.author, two.author) == ("machine", "machine")
    assert "21 mét" in str(one.story) and "24 mét" in str(two.story)
    assert newsroom.kinds() == {"acknowledgement": 1} and newsroom.sums() == {"drafts": 1, "attached": 1}


def test_what_its_author_rewrote_sentence_by_sentence_is_a_version_of_his_draft(newsroom: Newsroom) -> None:
    send_again(newsroom, FERRY)
    send_again(newsroom, FERRY_REWRITTEN)
    (row,) = newsroom.drafts()
    assert [one.story.title for one in history(newsroom, row.id)][-1] == FERRY_REWRITTEN.splitlines()[0]


def test_what_somebody_else_tells_in_other_words_is_a_story_of_his_own(newsroom: Newsroom) -> None:
    send_again(newsroom, FERRY)
    send_again(newsroom, FERRY_REPORTED, PAO)
    assert len(newsroom.drafts()) == 2
    (link,) = _links(newsroom, newsroom.drafts()[0].id)
    assert link.relation in ("related", "same_event")


@pytest.mark.parametrize("edited", [False, True])
def test_each_of_many_newsrooms_sees_all_the_others(newsroom: Newsroom, edited: bool) -> None:
    app = newsroom.app
    more = [Outlet(code=f"xa-{n}", name=f"Xã số {n}", address=f"xa-{n}@example.org") for n in range(16)]
    outlets = (*app.settings.outlets, *more)
    object.__setattr__(app, "settings", app.settings.model_copy(update={"outlets": outlets}))
    for outlet in outlets:
        own = STORY.replace("hàng trăm lượt", f"hàng trăm lượt, {outlet.name} thấy,") if edited else STORY
        newsroom.take(letter(1, text=own), outlet=outlet.code)
    for outlet in outlets:
        (row,) = newsroom.drafts(outlet.code)
        assert {link.other_outlet for link in _links(newsroom, row.id, outlet.code)} == {
            other.code for other in outlets if other is not outlet
        }


def test_of_one_newsroom_no_more_are_told_than_anybody_reads(newsroom: Newsroom) -> None:
    senders = [f"ctv{n} <ctv{n}@ctv.example>" for n in range(11)]
    newsroom.take(*(letter(1, text=STORY, sender=one, message_id=f"{one[:5]}@x") for one in senders))
    last = max(newsroom.drafts(), key=lambda row: row.receipt_no)
    assert last.receipt_no.endswith("11") and len(_links(newsroom, last.id)) == 8


def test_after_a_decision_an_edited_copy_is_a_new_draft_that_is_linked(newsroom: Newsroom) -> None:
    first = the_first(newsroom)
    decisions.decide(newsroom.app, "demo", first.id, newsroom.person(), Verdict.APPROVE, "")
    send_again(newsroom, EDITED)
    assert len(newsroom.drafts()) == 2
    (link,) = _links(newsroom, first.id)
    assert link.relation == "edited" and draft_now(newsroom, first.id).revision.no == 1


def test_an_edited_copy_by_somebody_else_is_a_draft_with_evidence(newsroom: Newsroom) -> None:
    first = the_first(newsroom)
    send_again(newsroom, EDITED, PAO)
    (link,) = _links(newsroom, first.id)
    shown = link.evidence
    assert link.relation == "edited" and shown.why == "twins"
    assert {(one.kind, one.here, one.there) for one in shown.changed} == {
        ("figure", "21", "24"),
        ("name", "Sinh", "Xinh"),
    }
    assert shown.here_in_there and shown.there_in_here and min(shown.here_in_there, shown.there_in_here) > 0.9
    other = draft_now(newsroom, link.other_draft)
    for passage in shown.passages:
        ours, theirs = first.item.text[slice(*passage.here)], other.item.text[slice(*passage.there)]
        assert ours[:20] == theirs[:20] and ours[-20:] == theirs[-20:]


def test_a_new_version_tells_its_ties_anew(newsroom: Newsroom) -> None:
    first = the_first(newsroom)
    send_again(newsroom, EDITED, PAO)
    send_again(newsroom, STORY.replace("21 mét", "26 mét"))
    (link,) = _links(newsroom, first.id)
    assert {(one.here, one.there) for one in link.evidence.changed} == {("26", "24"), ("Sinh", "Xinh")}
    assert draft_now(newsroom, first.id).revision.no == 2


def test_two_outlets_have_linked_drafts(newsroom: Newsroom) -> None:
    first = the_first(newsroom)
    send_again(newsroom, EDITED, outlet="bao")
    (theirs,) = newsroom.drafts("bao")
    (link,) = _links(newsroom, theirs.id, "bao")
    assert (link.other_outlet, link.other_draft, link.relation) == ("demo", first.id, "edited")
    assert draft_now(newsroom, first.id).revision.no == 1


def test_a_story_made_of_another_says_so_on_both(newsroom: Newsroom) -> None:
    first = the_first(newsroom)
    send_again(newsroom, f"{STORY.replace('Lê Thị Hoa', '')}\n{OTHER}", PAO)
    (link,) = _links(newsroom, first.id)
    assert link.relation == "contained"
    assert [one.relation for one in _links(newsroom, link.other_draft)] == ["contains"]


def test_last_months_form_is_information_only(newsroom: Newsroom) -> None:
    newsroom.take(letter(1), letter(2))
    one, two = newsroom.drafts()
    assert [link.relation for link in _links(newsroom, one.id)] == ["series"]
    assert one.sent_again == two.sent_again == 0


@pytest.mark.parametrize(("hours", "title", "relation"), [(3, "", "edited"), (90, "", "series"), (3, "mới ", "series")])
def test_all_figures_corrected_at_once_under_the_same_title_is_a_version(
    newsroom: Newsroom, clock: Clock, hours: float, title: str, relation: str
) -> None:
    report = "Kết quả thu hoạch lúa {}ở xã Đồng Văn\n\n" + " ".join(
        f"Thôn {name} gặt xong {{}} héc ta, năng suất {{}} tạ mỗi héc ta, cao hơn vụ trước {{}} tạ."
        for name in ("Bản Mù", "Nà Phìn", "Khuổi Slưn", "Pác Bó")
    )
    newsroom.take(letter(1, text=report.format("", *range(31, 43))))
    clock.forward(hours=hours)
    send_again(newsroom, report.format(title, *range(51, 63)))
    one, two = newsroom.drafts()
    assert [link.relation for link in _links(newsroom, one.id)] == [relation] and two.sent_again == 0


def test_a_held_mail_leaves_no_print(newsroom: Newsroom) -> None:
    newsroom.take(letter(1, text=f"TUYỆT MẬT\n\n{STORY}"))
    assert [row.state for row in newsroom.drafts()] == [State.HELD]
    with newsroom.app.database.read() as tx:
        assert _sizes(tx) == (0, 0)


def test_a_hold_by_hand_takes_the_prints_away(newsroom: Newsroom) -> None:
    first = the_first(newsroom)
    decisions.hold(newsroom.app, "demo", first.id, newsroom.person("security_officer"))
    with newsroom.app.database.read() as tx:
        assert _sizes(tx) == (0, 0)


def _sizes(tx: Tx) -> tuple[int, ...]:
    return tx.execute(sa.select(sa.func.count()).select_from(twin_texts)).scalar_one(), len(standing(tx))


# --- At the desk ---------------------------------------------------------------------------------------------------


def test_the_page_tells_what_changed_only_to_who_may_read_both(lan: Visitor, newsroom: Newsroom) -> None:
    first = the_first(newsroom)
    send_again(newsroom, EDITED, outlet="bao")
    page = lan.get(at(first)).text
    assert "Có bản khác: đã có ở Báo Lam Giang" in page and "% bài này có ở bên kia" in page and "21 → 24" not in page
    with newsroom.app.database.write() as tx:
        found = people.by_email(tx, "lan@example.vn")
        assert found
        people.join(tx, found.id, "bao", "auditor")
    page = lan.get(at(first)).text
    assert "21 → 24" in page and "Sinh → Xinh" in page


# --- Side by side ---------------------------------------------------------------------------------------------------


def _both(newsroom: Newsroom) -> tuple[Draft, Draft]:
    first = the_first(newsroom)
    send_again(newsroom, EDITED, PAO)
    return first, draft_now(newsroom, _links(newsroom, first.id)[0].other_draft)


def test_two_drafts_stand_side_by_side(lan: Visitor, newsroom: Newsroom) -> None:
    first, second = _both(newsroom)
    address = f"{at(second)}/trung/demo/{first.id}"
    assert address in lan.get(at(second)).text
    page = lan.get(address).text
    assert page.count('<span class="fig">21</span>') == page.count('<span class="fig">24</span>') == 2
    assert '<span class="fig">Xinh</span>' in page and "Giàng A Páo" in page
    assert lan.get(f"{at(second)}/trung/demo/khong-co").status == 404


def test_what_an_editor_says_is_remembered_and_taken_back(lan: Visitor, newsroom: Newsroom) -> None:
    first, second = _both(newsroom)
    address = f"{at(second)}/trung/demo/{first.id}"
    assert "Có bản khác" in lan.get("/hang-cho?xem=nghi-trung").text
    lan.get(address)
    send(lan, address, {"v": "not-a-twin"})
    assert [link.verdict for link in _links(newsroom, first.id)] == ["not-a-twin"]
    assert "Lan kết luận: Không trùng" in lan.get(at(first)).text
    assert "Có bản khác" not in lan.get("/hang-cho?xem=tat-ca").text
    lan.get(address)
    send(lan, address, {"v": ""})
    assert [link.verdict for link in _links(newsroom, first.id)] == [None]


def test_a_copy_of_what_is_no_twin_is_not_proposed_again(lan: Visitor, newsroom: Newsroom) -> None:
    """The verdict is of A and B; C is A once more, so nobody asks about B again, also after the index is made anew."""
    first = the_first(newsroom)
    both = f"{OTHER}\n{STORY.replace('Lê Thị Hoa', '')}"
    send_again(newsroom, both, PAO)
    (link,) = _links(newsroom, first.id)
    lan.get(f"{at(first)}/trung/demo/{link.other_draft}")
    send(lan, f"{at(first)}/trung/demo/{link.other_draft}", {"v": "not-a-twin"})
    with newsroom.app.database.write() as tx:  # made anew: the families have other names, each draft one of its own
        prints.forget(tx, [("demo", first.id), ("demo", link.other_draft)])
        for draft in (link.other_draft, first.id):
            twins.add(tx, "demo", draft, replace(twins.look_up(tx, _sketch(newsroom, draft)), twins=()))
    send_again(newsroom, EDITED, "Vàng Thị Mỷ <my@ctv.example>")
    third = next(row for row in newsroom.drafts() if row.sender_address == "my@ctv.example")
    assert [one.other_draft for one in _links(newsroom, third.id)] == [first.id]


def _sketch(newsroom: Newsroom, draft: str) -> twins.Sketch:
    found = twins.sketch(draft_now(newsroom, draft).item.text)
    assert found
    return found


# --- Four at once --------------------------------------------------------------------------------------------------


def _write(url: str, worker: int, texts: list[str], start: float) -> None:
    """Add each text in a transaction of its own; which were new goes into the file of the worker."""
    database = Database(url)
    time.sleep(max(0, start - time.time()))
    for no, text in enumerate(texts):
        with database.write() as tx:
            found = twins.look_up_and_add(tx, "demo", f"{worker}-{no}", text)
            best = found[0].text.family if found else 0
            tx.execute(sa.text("INSERT INTO counters VALUES ('demo', :n, :v)"), {"n": f"{worker} {no}", "v": best})
    database.close()


@pytest.mark.slow
def test_of_twins_written_at_once_by_four_processes_only_one_is_new(app: App) -> None:
    """In the same moment each process brings the same forty stories, one of the four is killed and comes again."""
    url = app.database.url.render_as_string(hide_password=False)
    texts = [f"{short_story(no)}\nChuyện thứ {'x' * no} của bản {'y' * no}." for no in range(40)]
    context = multiprocessing.get_context("spawn")
    start = time.time() + 3
    running = [context.Process(target=_write, args=(url, worker, texts, start)) for worker in range(4)]
    for process in running:
        process.start()
    time.sleep(max(0, start + 0.15 - time.time()))
    assert running[3].pid
    os.kill(running[3].pid, signal.SIGKILL)
    for process in running:
        process.join(60)
    assert [process.exitcode for process in running[:3]] == [0, 0, 0]
    with app.database.read() as tx:
        done = len(tx.execute(sa.text("SELECT name FROM counters WHERE name LIKE '3 %'")).all())
    rest = texts[done:]
    _write(url, 4, rest, 0)
    with app.database.read() as tx:
        rows = tx.execute(sa.select(twin_texts.c.pk, twin_texts.c.family, twin_texts.c.digest)).all()
    families: dict[bytes, set[int]] = {}
    for row in rows:
        families.setdefault(row.digest, set()).add(row.family)
    assert len(families) == len(texts) and {len(found) for found in families.values()} == {1}
    assert Counter(row.digest for row in rows) == dict.fromkeys(families, 4)


def test_the_same_answers_after_another_process_took_over(app: App, tmp_path: Path) -> None:
    with app.database.write() as tx:
        twins.look_up_and_add(tx, "demo", "a", STORY)
    again = Database(app.database.url.render_as_string(hide_password=False))
    with again.read() as tx:
        new = twins.sketch(EDITED)
        assert new
        (found,) = twins.look_up(tx, new).twins
    again.close()
    assert (found.text.ref, found.match.kind) == ("a", "edited")


def test_copies_are_found_when_the_first_of_them_is_held(newsroom: Newsroom) -> None:
    first = newsroom.take(letter(1, text=STORY))[0]
    for number in range(2, 5):
        newsroom.take(letter(1, text=STORY, sender=f"Người <n{number}@ctv.example>", message_id=f"{number}@x"))
    with newsroom.app.database.write() as tx:
        prints.forget(tx, [("demo", first.id)], twins.every_print)
    newsroom.take(letter(1, text=EDITED, sender="Người <n5@ctv.example>", message_id="5@x"))
    last = max(newsroom.drafts(), key=lambda row: row.receipt_no)
    with newsroom.app.database.read() as tx:
        tied = {link.other_draft for link in draft_links.of_draft(tx, "demo", last.id)}
    assert tied & {row.id for row in newsroom.drafts() if row.id not in (first.id, last.id)}

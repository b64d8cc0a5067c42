"""A reminder goes once in a silence, to who may want it, and never again to who does not."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tinbai import reminding
from tinbai.app import App
from tinbai.decisions import decide
from tinbai.model import Delivery, State, Verdict
from tinbai.notifier import mail
from tinbai.queue.answers import stops
from tinbai.sandbox import Sandbox
from tinbai.store import bounces, contributors, drafts, letter_templates, people
from tinbai.store.bounces import Bounce

HOA = "hoa@ctv.example"


@pytest.fixture
def board(app: App, sandbox: Sandbox) -> Newsroom:
    """A newsroom that reminds after 60 days."""
    outlets = tuple(one.model_copy(update={"remind_days": 60}) for one in app.settings.outlets)
    web = app.settings.web.model_copy(update={"address": "http://desk.example.vn"})
    return Newsroom(replace(app, settings=app.settings.model_copy(update={"outlets": outlets, "web": web})), sandbox)


def used(board: Newsroom, number: int = 1, sender: str = f"Lê Thị Hoa <{HOA}>") -> str:
    """A story that was approved; its draft."""
    board.take(letter(number, sender=sender))
    editor = board.person(name=f"An{number}")
    (draft,) = [row.id for row in board.drafts() if row.title.endswith(f"số {number} ở xã Đồng Văn")]
    decide(board.app, "demo", draft, editor, Verdict.APPROVE, "")
    return draft


def told(board: Newsroom) -> list[Delivery]:
    return [one for one in board.letters() if one.kind == "reminder"]


def reminded(board: Newsroom) -> list[Delivery]:
    reminding.tell(board.app)
    return told(board)


def test_who_has_fallen_silent_is_reminded_once(board: Newsroom, clock: Clock) -> None:
    used(board)
    clock.forward(days=59)
    assert reminded(board) == []
    clock.forward(days=4)
    (one,) = reminded(board)
    assert one.letter.recipient.address == HOA and one.letter.auto == "auto-generated" and one.draft is None
    assert "Kính gửi Lê Thị Hoa" in one.letter.text and "Đã 63 ngày" in one.letter.text
    assert "cầu số 1" not in one.letter.text + one.letter.subject and "LG-2026" not in one.letter.text
    clock.forward(days=301)
    assert len(reminded(board)) == 1


def test_a_new_story_and_a_new_silence_make_a_new_reminder(board: Newsroom, clock: Clock) -> None:
    used(board)
    clock.forward(days=63)
    assert len(reminded(board)) == 1
    clock.forward(minutes=5)
    used(board, 2)
    clock.forward(days=35)
    assert len(reminded(board)) == 1
    clock.forward(days=28)
    assert len(reminded(board)) == 2


def test_a_note_that_is_no_story_begins_no_silence(board: Newsroom, clock: Clock) -> None:
    used(board)
    clock.forward(days=63)
    assert len(reminded(board)) == 1
    board.take(letter(2))
    with board.app.database.write() as tx:
        note = next(row for row in board.drafts() if row.title.startswith("Khánh thành cầu số 2"))
        drafts.move(tx, "demo", note.id, State.RECEIVED, State.NOT_A_STORY, clock.now)
    clock.forward(days=1)
    assert len(reminded(board)) == 1


def test_without_the_setting_nobody_is_reminded(newsroom: Newsroom, clock: Clock) -> None:
    used(newsroom)
    clock.forward(days=100)
    assert reminded(newsroom) == []


@pytest.mark.parametrize("hours", [-4, 10, 24 * 5, 24 * 6])
def test_outside_of_working_hours_nothing_leaves(board: Newsroom, clock: Clock, hours: int) -> None:
    used(board)
    clock.forward(days=63, hours=hours)
    assert reminded(board) == []


def _open(board: Newsroom, clock: Clock) -> None:
    clock.forward(days=-1)
    board.take(letter(2))
    clock.forward(days=1)


def _held(board: Newsroom, clock: Clock) -> None:
    clock.forward(days=-1)
    board.take(letter(2, text="MẬT\n\n" + letter(2).partition(b"\r\n\r\n")[2].decode()))
    clock.forward(days=1)


def _refused(board: Newsroom, clock: Clock) -> None:
    refuse(board)


def _returned(board: Newsroom, clock: Clock) -> None:
    with board.app.database.write() as tx:
        bounces.add(tx, Bounce("demo", "d", "a", HOA, clock.now, True, "5.1.1"))


def _colleague(board: Newsroom, clock: Clock) -> None:
    with board.app.database.write() as tx:
        people.add(tx, HOA, "Hoa", "vi", None, clock.now)


def _another_address(board: Newsroom, clock: Clock) -> None:
    """He is one person with somebody who wrote lately."""
    clock.forward(days=-2)
    used(board, 2, "Hoa <hoa@moi.example>")
    clock.forward(days=2)
    with board.app.database.write() as tx:
        contributors.join(tx, "demo", HOA, "hoa@moi.example", by="an", at=clock.now)


@pytest.mark.parametrize("why", [_open, _held, _refused, _returned, _colleague, _another_address])
def test_who_gets_none(board: Newsroom, clock: Clock, why: Callable[[Newsroom, Clock], None]) -> None:
    used(board)
    clock.forward(days=63)
    with board.app.database.read() as tx:
        demo = board.app.settings.outlet("demo")
        assert [one.address for one in reminding.silent(tx, board.app, demo, 60)] == [HOA]
    why(board, clock)
    assert reminded(board) == []


def test_who_never_had_a_story_used_is_not_reminded(board: Newsroom, clock: Clock) -> None:
    board.take(letter(1))
    (row,) = board.drafts()
    decide(board.app, "demo", row.id, board.person(), Verdict.REJECT, "Không phù hợp.")
    clock.forward(days=63)
    assert reminded(board) == []


def test_a_sender_out_of_an_archive_is_not_reminded(board: Newsroom, clock: Clock) -> None:
    board.offer(letter(1), silent=True)
    board.process()
    decide(board.app, "demo", board.drafts()[0].id, board.person(), Verdict.APPROVE, "")
    clock.forward(days=63)
    assert reminded(board) == []


def test_not_all_are_reminded_at_once(board: Newsroom, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "_MOST", 2)
    for number in range(1, 4):
        used(board, number, f"Người {number} <ctv{number}@ctv.example>")
    clock.forward(days=63)
    assert len(reminded(board)) == 2 and len(reminded(board)) == 2
    clock.forward(hours=1, minutes=1)
    assert len(reminded(board)) == 3


# --- Who wants none ------------------------------------------------------------------------------------------------


@pytest.fixture
def reminder(board: Newsroom, clock: Clock) -> Delivery:
    used(board)
    clock.forward(days=63)
    (one,) = reminded(board)
    return one


def path_of(one: Delivery) -> str:
    return one.letter.unsubscribe.removeprefix("http://desk.example.vn")


def refuse(board: Newsroom) -> None:
    with board.app.database.write() as tx:
        reminding.choose(tx, "demo", HOA, board.app.now(), wanted=False)


def is_refused(board: Newsroom) -> bool:
    return reminding.is_refused(board.app, "demo", HOA)


def test_mail_programs_may_end_it_with_one_click(board: Newsroom, reminder: Delivery) -> None:
    safe = reminder.letter.unsubscribe.replace("http:", "https:")
    sent = mail.octets(replace(reminder, letter=replace(reminder.letter, unsubscribe=safe)))
    assert f"\r\nList-Unsubscribe: <{safe}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode() in sent
    assert b"List-Unsubscribe" not in mail.octets(reminder)  # RFC 8058 knows https only
    stranger = Visitor(board.app, board.sandbox)
    answer = stranger.client.post(path_of(reminder), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and is_refused(board)


def test_a_program_that_only_opens_the_link_ends_nothing(board: Newsroom, reminder: Delivery) -> None:
    stranger = Visitor(board.app, board.sandbox)
    assert stranger.get(path_of(reminder)).status == 200 and not is_refused(board)
    stranger.post(path_of(reminder))
    assert is_refused(board) and HOA in stranger.get(path_of(reminder)).text
    stranger.post(f"{path_of(reminder)}/lai")
    assert not is_refused(board)


def test_a_link_that_is_not_ours_or_has_ended_opens_nothing(
    board: Newsroom, reminder: Delivery, clock: Clock
) -> None:  # fmt: skip
    stranger = Visitor(board.app, board.sandbox)
    genuine = path_of(reminder)
    forged = genuine[:-5] + ("b" if genuine[-5] == "a" else "a") + genuine[-4:]  # the last two may carry no bit at all
    assert stranger.get(forged).status == 404
    clock.forward(days=400)
    assert stranger.get(path_of(reminder)).status == 404


@pytest.mark.parametrize("words", ["Dừng nhắc", "Xin dừng nhắc ạ, cảm ơn anh chị.\n\nLê Thị Hoa", "Stop"])
def test_an_answer_ends_it_and_is_no_story(board: Newsroom, reminder: Delivery, words: str) -> None:
    thread = {"In-Reply-To": f"<{reminder.letter.message_id}>"}
    text = f"{words}\n\n" + "\n".join(f"> {line}" for line in reminder.letter.text.splitlines())
    before = len(board.drafts())
    board.take(letter(9, text=text, subject=f"Re: {reminder.letter.subject}", headers=thread))
    assert is_refused(board) and len(board.drafts()) == before


def test_another_answer_ends_nothing(board: Newsroom, reminder: Delivery) -> None:
    thread = {"In-Reply-To": f"<{reminder.letter.message_id}>"}
    board.take(letter(2, headers=thread))
    board.take(letter(8, text="Vâng, tuần sau em gửi bài ạ.", subject="Re: Mong nhận", headers=thread))
    assert not is_refused(board)


def test_nobody_ends_it_for_another(board: Newsroom, reminder: Delivery) -> None:
    thread = {"In-Reply-To": f"<{reminder.letter.message_id}>"}
    board.take(letter(9, text="Dừng nhắc", subject="Re: x", sender="Nam <nam@ctv.example>", headers=thread))
    assert not is_refused(board)


WISHES = (
    "Tôi không muốn nhận nữa", "dung nhac", "Không nhận bài nữa ạ", "Tôi không cần nhắc", "đừng gửi nữa", "Ngừng gửi",
    "Huỷ đăng ký nhận thư", "please unsubscribe", "No more", "“Dừng nhắc”",
)  # fmt: skip
OTHERS = (
    "Công an xã dừng xe kiểm tra", "Đề nghị dừng đăng bài", "", "Đừng quên nhắc em", "nhắc lại sau", "stop " * 30,
    "Dùng nhạc dân tộc trong trường học", "Công an xã dừng nhắc nhở, chuyển sang xử phạt", "Đội Non-stop vô địch",
    "Xã vùng cao huỷ nhận hỗ trợ", "Đúng", "Dũng", "Đúng ạ", "Em không gửi kịp", "Không nhận được thư của ban",
)  # fmt: skip


def test_words_that_end_it() -> None:
    assert [words for words in WISHES if not stops(words)] == []


def test_other_words_do_not_end_it() -> None:
    assert [words for words in OTHERS if stops(words)] == []


def test_a_story_with_such_a_title_ends_nothing(board: Newsroom, reminder: Delivery) -> None:
    board.take(letter(3, subject="Công an xã dừng nhắc nhở, chuyển sang xử phạt"))
    assert not is_refused(board)


def test_two_processes_keep_to_the_number_of_an_hour(
    board: Newsroom, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "_MOST", 2)
    for number in range(1, 5):
        used(board, number, f"Người {number} <ctv{number}@ctv.example>")
    clock.forward(days=63)
    both = [threading.Thread(target=reminding.tell, args=(board.app,)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(told(board)) == 2


def test_an_editor_sees_it_and_takes_it_back(board: Newsroom, reminder: Delivery, clock: Clock) -> None:
    refuse(board)
    lan, page = Visitor(board.app, board.sandbox), f"/cong-tac-vien/demo?ai={HOA}"
    lan.enter("editor")
    assert "Không muốn nhận" in lan.get(page).text
    assert lan.post("/cong-tac-vien/demo/nhac", ai=HOA, v="lai").status == 303 and not is_refused(board)
    lan.get(page)
    lan.post("/cong-tac-vien/demo/nhac", ai=HOA, v="thoi")
    assert is_refused(board) and "Lan ghi từ" in lan.get(page).text


def test_a_letter_that_still_waits_is_taken_back(board: Newsroom, reminder: Delivery) -> None:
    refuse(board)
    assert [one.state for one in told(board)] == ["cancelled"]


def test_the_settings_say_how_many_would_get_it(board: Newsroom, clock: Clock) -> None:
    used(board)
    clock.forward(days=63)
    admin = Visitor(board.app, board.sandbox)
    admin.enter("admin")
    assert "chờ được nhắc" not in admin.get("/cai-dat/toa-soan").text  # counted when that is asked for
    assert "Hiện có 1 người chờ được nhắc" in admin.get("/cai-dat/toa-soan?dem=demo").text
    admin.post("/cai-dat/toa-soan/demo", name="Cổng", reply_days="5", remind_days="60")
    assert board.app.settings.outlet("demo").remind_days == 0
    assert "thì có 1 người được nhắc ngay" in admin.get("/cai-dat/toa-soan?dem=demo").text
    clock.forward(seconds=1)
    wrong = admin.post("/cai-dat/toa-soan/demo", name="Cổng", reply_days="5", reminds="on", remind_days="7")
    assert wrong.status == 422 and "14 đến 365" in wrong.text
    admin.post("/cai-dat/toa-soan/demo", name="Cổng", reply_days="5", reminds="on", remind_days="30")
    assert board.app.settings.outlet("demo").remind_days == 30


def test_the_newsrooms_own_words_do_not_hide_the_way_out(board: Newsroom, clock: Clock) -> None:
    words = "Nhớ bài", "Chào {name}, viết tới {address} nhé."
    with board.app.database.write() as tx:
        letter_templates.save(tx, "demo", "reminder", words, language="vi", default="vi", by="an", at=clock.now)
    used(board)
    clock.forward(days=63)
    (one,) = reminded(board)
    assert one.letter.subject == "Nhớ bài" and "viết tới bbt@example.vn nhé" in one.letter.text
    assert one.letter.unsubscribe in one.letter.text

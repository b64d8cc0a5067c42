"""The contributor's own page: one story behind its link, an answer that takes the way of every mail, nothing else."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.desk_data import a_picture
from tests.mails import letter
from tests.newsroom import Newsroom
from tinbai import contributing
from tinbai.decisions import decide, hold
from tinbai.model import Draft, Verdict
from tinbai.store import drafts
from tinbai.web.uploads import Uploads

DESK = "https://desk.example.vn"
PIECES = "0123456789abcdef"


@pytest.fixture
def desk(newsroom: Newsroom) -> Iterator[Newsroom]:
    """A newsroom that people reach under an address, with one story."""
    web = newsroom.app.settings.web.model_copy(update={"address": DESK})
    app = replace(newsroom.app, settings=newsroom.app.settings.model_copy(update={"web": web}))
    made = Newsroom(app, newsroom.sandbox)
    made.take(letter(1))
    yield made


@pytest.fixture
def visitor(desk: Newsroom) -> Visitor:
    made = Visitor(desk.app)
    made.client.base_url = made.client.base_url.copy_with(scheme="https")
    return made


def first(newsroom: Newsroom) -> Draft:
    row = min(newsroom.drafts(), key=lambda row: row.receipt_no)
    with newsroom.app.database.read() as tx:
        return drafts.get(tx, "demo", row.id)


def page_of(newsroom: Newsroom) -> str:
    """The page's path, as the latest letter names it."""
    text = newsroom.letters()[-1].letter.text
    return next(word for word in text.split() if word.startswith(f"{DESK}/t/")).removeprefix(DESK)


def test_every_letter_leads_to_the_page_and_it_shows_the_story(desk: Newsroom, visitor: Visitor) -> None:
    shown = visitor.get(page_of(desk))
    assert shown.status == 200 and "Khánh thành cầu số 1" in shown.text and "LG-2026-000001" in shown.text
    assert "Gửi bổ sung" in shown.text and "noindex" in shown.text


def test_what_the_editors_ask_is_shown_once_their_letter_leaves(desk: Newsroom, visitor: Visitor, clock: Clock) -> None:
    decide(desk.app, "demo", first(desk).id, desk.person(), Verdict.ASK, "Xin ảnh gốc của cầu.")
    assert "Xin ảnh gốc" not in visitor.get(page_of(desk)).text
    clock.forward(minutes=2)
    assert "Xin ảnh gốc" in visitor.get(page_of(desk)).text


def test_an_answer_in_words_lands_on_the_story(desk: Newsroom, visitor: Visitor) -> None:
    address = page_of(desk)
    visitor.get(address)
    assert visitor.post(address, loi="Tên đúng là Vàng A Sử, xin sửa giúp tôi.").status == 303
    desk.process()
    assert desk.drafts()[0].replies == 1 and len(desk.drafts()) == 1
    assert desk.kinds() == {"acknowledgement": 1}


def test_a_photo_in_pieces_goes_on_where_the_line_broke(desk: Newsroom, visitor: Visitor) -> None:
    address, picture = page_of(desk), a_picture()
    visitor.get(address)
    half = len(picture) // 2
    for at, piece in ((0, picture[:half]), (0, picture[:half]), (half + 3, b"xx"), (half, picture[half:])):
        assert visitor.client.put(f"{address}/tep/{PIECES}?tu={at}", content=piece).status_code == 200
    assert visitor.client.get(f"{address}/tep/{PIECES}").json() == {"co": len(picture)}
    assert visitor.post(address, loi="", tep=f"{PIECES}:ảnh cầu.webp").status == 303
    desk.process()
    (photo,) = first(desk).item.photos
    assert photo.name == "ảnh cầu.webp" and photo.bytes == len(picture)
    assert not [file for file in desk.app.raw.spool.iterdir() if file.name.startswith("up-")]


def test_a_piece_sent_twice_at_once_and_a_file_named_twice_stand_once(desk: Newsroom) -> None:
    uploads = Uploads(desk.app.raw, "x")
    with ThreadPoolExecutor(8) as several:
        assert set(several.map(lambda _: uploads.append(PIECES, 0, b"a" * 1000), range(8))) == {1000}
    assert uploads.append(PIECES, 1000, b"b") == 1001
    ((shown, file),) = uploads.here([(PIECES, "ảnh.jpg"), (PIECES, "lần hai.jpg")])
    assert shown == "ảnh.jpg" and file.read_bytes() == b"a" * 1000 + b"b"


def test_a_place_of_too_many_digits_is_refused(desk: Newsroom, visitor: Visitor) -> None:
    address = page_of(desk)
    visitor.get(address)
    answer = visitor.client.put(f"{address}/tep/{PIECES}?tu={'9' * 5000}", content=b"x")
    assert answer.status_code == 400


def test_a_browser_without_scripts_sends_words_and_photos_at_once(desk: Newsroom, visitor: Visitor) -> None:
    address = page_of(desk)
    visitor.get(address)
    fields, files = {"csrf": visitor.csrf, "loi": "Ảnh rõ hơn ạ"}, {"anh": ("cầu.webp", a_picture())}
    assert visitor.client.post(f"{address}/tat-ca", data=fields, files=files).status_code == 303
    assert visitor.client.post(f"{address}/tat-ca", data={"loi": "x"}, files=files).status_code == 403
    desk.process()
    assert [photo.name for photo in first(desk).item.photos] == ["cầu.webp"]


@pytest.mark.parametrize("made", ["x", "a" * 60, "ẵ"])
def test_no_other_link_opens_anything(desk: Newsroom, visitor: Visitor, made: str) -> None:
    for address in (f"/t/{made}", f"/t/{made}/tep/{PIECES}"):
        answer = visitor.get(address)
        assert answer.status == 404 and "Khánh thành" not in answer.text


def test_a_link_ends_and_a_fresh_one_comes_by_letter(desk: Newsroom, visitor: Visitor, clock: Clock) -> None:
    old = page_of(desk)
    clock.forward(hours=24 * 91)
    assert visitor.get(old).status == 404
    for asked in ("hoa@ctv.example", "hoa@ctv.example", "ai-do@x.example"):
        visitor.get("/t")
        assert "đang trên đường đến" in visitor.post("/t", email=asked).text
    assert desk.kinds() == {"acknowledgement": 1, "link": 1}
    assert visitor.get(page_of(desk)).status == 200


def test_a_link_that_has_ended_brings_a_fresh_one_with_one_click(
    desk: Newsroom, visitor: Visitor, clock: Clock
) -> None:
    old = page_of(desk)
    clock.forward(hours=24 * 91)
    ended = visitor.get(old)
    assert ended.status == 404 and f'action="{old}/moi"' in ended.text and "hoa@ctv.example" not in ended.text
    for _ in range(2):
        assert "đang trên đường đến" in visitor.post(f"{old}/moi").text
    assert desk.kinds() == {"acknowledgement": 1, "link": 1}
    assert desk.letters()[-1].letter.recipient.address == "hoa@ctv.example"
    assert visitor.get(page_of(desk)).status == 200


def test_a_forged_link_and_one_of_what_is_held_bring_nothing(desk: Newsroom, visitor: Visitor, clock: Clock) -> None:
    old = page_of(desk)
    hold(desk.app, "demo", first(desk).id, desk.person("security_officer"))
    clock.forward(hours=24 * 91)
    visitor.get(old)
    assert visitor.post(f"{old}/moi").status == 200  # as for any other
    forged = f"{old[:20]}{'a' if old[20] != 'a' else 'b'}{old[21:]}"
    assert visitor.post(f"{forged}/moi").status == 404
    assert "link" not in desk.kinds()


def test_a_link_shows_no_other_sender_s_story_and_nothing_held(desk: Newsroom, visitor: Visitor) -> None:
    desk.take(letter(2, sender="Kẻ lạ <la@ctv.example>"), letter(3))
    address = contributing.link(desk.app, "demo", first(desk).id).removeprefix(DESK)
    text = visitor.get(address).text
    assert "cầu số 3" in text and "cầu số 2" not in text

    hold(desk.app, "demo", first(desk).id, desk.person("security_officer"))
    assert visitor.get(address).status == 404


def test_a_decided_story_takes_no_answer(desk: Newsroom, visitor: Visitor, clock: Clock) -> None:
    address = page_of(desk)
    visitor.get(address)
    decide(desk.app, "demo", first(desk).id, desk.person(), Verdict.APPROVE, "")
    clock.forward(minutes=2)
    assert "Gửi bổ sung" not in visitor.get(address).text
    assert visitor.post(address, loi="x").status == 403


def test_too_many_answers_and_empty_ones_are_refused_in_words(desk: Newsroom, visitor: Visitor) -> None:
    address = page_of(desk)
    visitor.get(address)
    assert "Xin viết vài lời" in visitor.post(address, loi=" ").text
    for number in range(10):
        assert visitor.post(address, loi=f"Lời thứ {number}").status == 303
    assert "Đã nhận nhiều trả lời" in visitor.post(address, loi="Lời nữa").text


def test_files_of_a_refused_answer_go_along_with_the_next_one(desk: Newsroom, visitor: Visitor, clock: Clock) -> None:
    address, picture = page_of(desk), a_picture()
    visitor.get(address)
    for number in range(10):
        visitor.post(address, loi=f"Lời thứ {number}")
    fields = {"csrf": visitor.csrf, "loi": "Ảnh đây ạ"}
    refused = visitor.client.post(f"{address}/tat-ca", data=fields, files={"anh": ("cầu.webp", picture)})
    assert refused.status_code == 422
    (kept,) = re.findall(r'name="tep" value="([0-9a-f]+:cầu\.webp)" checked', refused.text)
    clock.forward(hours=2)
    assert visitor.post(address, loi="Ảnh đây ạ", tep=kept).status == 303
    desk.process()
    assert [(photo.name, photo.bytes) for photo in first(desk).item.photos] == [("cầu.webp", len(picture))]


def test_a_form_with_too_much_says_so_and_keeps_what_fits(
    desk: Newsroom, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinbai.web.uploads.LARGEST", 5)
    address = page_of(desk)
    visitor.get(address)
    files = [("anh", ("nhỏ.txt", b"12345")), ("anh", ("to.txt", b"123456"))]
    refused = visitor.client.post(f"{address}/tat-ca", data={"csrf": visitor.csrf, "loi": "x"}, files=files)
    assert refused.status_code == 422 and "cộng lại quá lớn" in refused.text
    assert ":nhỏ.txt" in refused.text and ":to.txt" not in refused.text


@pytest.mark.parametrize("name", ["..%2f..%2fx", "x", "A" * 16, "0" * 40])
def test_no_upload_has_another_name(desk: Newsroom, visitor: Visitor, name: str) -> None:
    assert visitor.client.put(f"{page_of(desk)}/tep/{name}?tu=0", content=b"x").status_code in (403, 404)


def test_a_file_ends_at_its_limit(desk: Newsroom, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinbai.web.uploads.LARGEST", 5)
    address = page_of(desk)
    assert visitor.client.put(f"{address}/tep/{PIECES}?tu=0", content=b"12345").status_code == 200
    assert visitor.client.put(f"{address}/tep/{PIECES}?tu=5", content=b"6").status_code == 403


def test_the_link_of_an_archive_s_story_needs_an_address(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    assert contributing.link(newsroom.app, "demo", newsroom.drafts()[0].id) == ""
    assert "/t/" not in newsroom.letters()[0].letter.text

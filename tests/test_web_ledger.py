"""The ledger adds up, the shelf can be emptied, and what stands aside can be taken out as it came."""

from pathlib import Path

import pytest

from tests.desk import Visitor
from tests.desk_data import a_draft, on_the_shelf
from tests.mails import letter
from tests.newsroom import Newsroom
from tinbai.app import App
from tinbai.sandbox import Sandbox
from tinbai.store import arrivals, mailboxes
from tinbai.web import ledger
from tinbai.web.words import Words

NEWSLETTER = Path(__file__).parent.parent / "tinbai" / "demo" / "15-newsletter.eml"


@pytest.fixture
def visitor(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor")
    return made


def test_an_empty_house_says_so(visitor: Visitor) -> None:
    page = visitor.get("/so-cai").text
    assert "Chưa hộp thư nào có thư." in page
    assert "Kệ trống" in page


def test_why_a_mail_was_taken_for_a_machines_is_told(visitor: Visitor, sandbox: Sandbox) -> None:
    newsroom = Newsroom(visitor.app, sandbox)
    newsroom.take(letter(subject="Trả lời tự động: Đã nhận tin", text="Tôi nghỉ phép đến ngày 30/11."))
    assert "Nhận ra nhờ: Trả lời tự động: Đã nhận tin · Tôi nghỉ phép" in visitor.get("/so-cai").text


def test_every_message_is_counted_once(visitor: Visitor, sandbox: Sandbox) -> None:
    newsroom = Newsroom(visitor.app, sandbox)
    newsroom.take(NEWSLETTER.read_bytes())
    a_draft(visitor.app)
    on_the_shelf(visitor.app)
    page = visitor.get("/so-cai").text
    assert "Trong 3 thư đã tới các hộp, mỗi thư đều nằm ở đúng một chỗ." in page
    assert "1 thư đang nằm trên kệ cách ly." in page
    assert "Bản tin quảng bá hoặc thư nhóm" in page
    assert page.count("khớp</td>") == 2


def test_english_has_its_singular(visitor: Visitor) -> None:
    on_the_shelf(visitor.app)
    visitor.post("/hien-thi", language="en")
    page = visitor.get("/so-cai").text
    assert "The one message the mailboxes ever showed stands in exactly one place." in page
    assert "1 mail stands on the quarantine shelf." in page
    assert "1 attempt<" in page


def test_mail_on_the_shelf_is_put_back_to_work(visitor: Visitor) -> None:
    one, two = on_the_shelf(visitor.app, "defect"), on_the_shelf(visitor.app, "parser-died")
    visitor.get("/so-cai")
    assert visitor.post("/so-cai/thu-lai", outlet="demo", mail=one).to == "/so-cai"
    assert "Đang thử lại 1 thư." in visitor.get("/so-cai").text
    assert "Đang thử lại" not in visitor.get("/so-cai").text  # said once
    assert _state(visitor.app, one) == "waiting"
    assert _state(visitor.app, two) == "quarantined"
    assert visitor.post("/so-cai/thu-lai", outlet="demo").status == 303
    assert _state(visitor.app, two) == "waiting"
    assert visitor.post("/so-cai/thu-lai", outlet="demo").status == 404


def _state(app: App, mail: str) -> str:
    with app.database.read() as tx:
        return arrivals.get(tx, "demo", mail).state


def test_the_mail_as_it_came_leaves_as_a_download_only(visitor: Visitor) -> None:
    mail = on_the_shelf(visitor.app)
    answer = visitor.get(f"/so-cai/demo/{mail}/thu-goc")
    assert answer.response.content == visitor.app.raw.open(mail).read_bytes()
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_a_mail_that_became_a_draft_is_not_taken_out_here(visitor: Visitor) -> None:
    draft = a_draft(visitor.app)
    assert visitor.get(f"/so-cai/demo/{draft.arrival}/thu-goc").status == 404


def test_the_bar_is_as_long_as_its_parts(app: App) -> None:
    on_the_shelf(app)
    a_draft(app)
    with app.database.read() as tx:
        balances = mailboxes.ledger(tx, ["demo"])
    shares = ledger._shares(balances, Words("vi", "UTC", app.now()).t)
    assert [(share.name, share.n, share.start, share.width) for share in shares if share.n] == [
        ("drafts", 1, 0.0, 498.0),
        ("quarantined", 1, 500.0, 498.0),
    ]


def test_every_reason_of_the_program_has_its_words() -> None:
    source = (Path(ledger.__file__).parent.parent / "pipeline.py").read_text()
    for reason in ledger.SHELVED:
        assert f'"{reason}"' in source

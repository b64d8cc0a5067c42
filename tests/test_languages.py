"""In which language a contributor is written to: as an editor set it, as he writes, else the newsroom's own."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tinbai import contributing, identity
from tinbai.app import App
from tinbai.decisions import decide
from tinbai.languages import of_sender, of_words
from tinbai.model import Letter, Mail, Parsed, Verdict
from tinbai.store import contributor_languages, letter_templates

MINH = "Minh Tran <minh@ctv.example>"
ENGLISH = """Bridge opened in Nậm Cang

On Sunday morning the people of Nậm Cang opened the new bridge, with 300 guests from the villages on the other side.

The bridge is 21 metres long and was built by the farmers themselves, with 300 million dong from the province.

“Our children do not have to wade through the stream any more,” said Mr Nguyễn Văn Hòa, head of the village.

Minh Tran
"""
BRIDGE = letter(9, sender=MINH, subject="Story: bridge opened", text=ENGLISH)
HERE, DESK = "/cong-tac-vien/demo", "https://bientap.example.vn"


@pytest.mark.parametrize(
    "language, text",
    [
        ("vi", "Kính gửi Ban Biên tập, em xin gửi tin."),
        ("vi", "Kinh gui Ban Bien tap, em xin gui bai viet ve hoi nghi, mong anh chi giup."),
        ("vi", "Xã Nậm Cang ra quân làm đường giao thông nông thôn"),
        ("vi", "kính gửi bbt".upper()),
        ("en", ENGLISH),
        ("en", "I am sending you the story about Mr Nguyễn Văn Hòa from Đà Nẵng, with photos by our reporter."),
        (None, ""),
        (None, "IMG_2031.jpg"),
        (None, "Gửi BBT / For the board: Nguyen Van A"),
        (None, "Thank you"),
        (None, "Veuillez trouver ci-joint un article sur le pont de la commune, avec des photos pour la rédaction."),
        (None, "Anbei finden Sie einen Bericht von der Eröffnung der Brücke, mit Fotos für die Redaktion."),
        (None, "the the the the the"),
    ],
)
def test_a_language_is_known_by_its_words(language: str | None, text: str) -> None:
    assert of_words(text) == language


def told(newsroom: Newsroom, kind: str = "acknowledgement") -> Letter:
    return [one.letter for one in newsroom.letters() if one.kind == kind][-1]


def test_who_writes_english_is_answered_in_english(newsroom: Newsroom) -> None:
    newsroom.take(BRIDGE)
    assert told(newsroom).language == "en" and "Dear Minh Tran," in told(newsroom).text
    decide(newsroom.app, "demo", newsroom.drafts()[0].id, newsroom.person("chief_editor"), Verdict.APPROVE, "")
    assert "has been approved for publication" in told(newsroom, "decision").text


def test_who_sends_photos_alone_is_answered_as_he_wrote_before(newsroom: Newsroom) -> None:
    newsroom.take(BRIDGE)
    photos = Parsed("submission", Mail("m@x", "IMG_2031.jpg", None, None))
    with newsroom.app.database.read() as tx:
        assert of_sender(tx, newsroom.app, "demo", "minh@ctv.example", photos) == "en"
        assert of_sender(tx, newsroom.app, "demo", "nobody@ctv.example", photos) == "vi"


def test_what_an_editor_sets_counts_for_the_whole_person(newsroom: Newsroom) -> None:
    person = newsroom.person()
    newsroom.take(letter(1), letter(2, sender="Hoa <hoa2@ctv.example>"))
    identity.join(newsroom.app, "demo", person, "hoa@ctv.example", "hoa2@ctv.example")
    with newsroom.app.database.write() as tx:
        contributor_languages.choose(tx, "demo", ["hoa@ctv.example"], "en", by=person.id, at=newsroom.app.now())
    newsroom.take(letter(3, sender="Hoa <hoa2@ctv.example>"))
    said = {one.letter.subject.rpartition("cầu số ")[2][:1]: one.letter.language for one in newsroom.letters()}
    assert said == {"1": "vi", "2": "vi", "3": "en"}


@pytest.fixture
def english(newsroom: Newsroom) -> Iterator[Newsroom]:
    """A newsroom that writes English unless it knows better."""
    demo, *others = newsroom.app.settings.outlets
    outlets = (demo.model_copy(update={"language": "en"}), *others)
    settings = newsroom.app.settings.model_copy(update={"outlets": outlets})
    yield Newsroom(replace(newsroom.app, settings=settings), newsroom.sandbox)


def test_a_newsroom_of_another_language_answers_vietnamese_in_vietnamese(english: Newsroom) -> None:
    english.take(letter(1), BRIDGE)
    said = {one.letter.recipient.address: one.letter.language for one in english.letters()}
    assert said == {"hoa@ctv.example": "vi", "minh@ctv.example": "en"}


def words(app: App, language: str) -> dict[str, tuple[str, str]]:
    with app.database.read() as tx:
        return letter_templates.of_outlet(tx, "demo", language, default="vi")


def test_words_of_one_language_are_not_used_for_the_other(newsroom: Newsroom) -> None:
    own = ("[{receipt}] In our words", "Hello {name}, {receipt}")
    with newsroom.app.database.write() as tx:
        letter_templates.save(tx, "demo", "approve", own, language="en", default="vi", by="x", at=newsroom.app.now())
    newsroom.take(letter(1), BRIDGE)
    chief = newsroom.person("chief_editor")
    for row in newsroom.drafts():
        decide(newsroom.app, "demo", row.id, chief, Verdict.APPROVE, "")
    said = {one.letter.language: one.letter.text for one in newsroom.letters() if one.kind == "decision"}
    assert said["en"].startswith("Hello Minh Tran, ") and "đã được duyệt đăng" in said["vi"]


def test_words_from_before_are_the_default_language_s_until_written_anew(newsroom: Newsroom) -> None:
    app, at = newsroom.app, newsroom.app.now()
    with app.database.write() as tx:
        letter_templates.save(tx, "demo", "ask", ("cũ", "cũ"), language="", default="vi", by="x", at=at)
    assert words(app, "vi") == {"ask": ("cũ", "cũ")} and words(app, "en") == {}
    with app.database.write() as tx:
        letter_templates.save(tx, "demo", "ask", ("new", "new"), language="en", default="vi", by="x", at=at)
    assert words(app, "vi") == {"ask": ("cũ", "cũ")} and words(app, "en") == {"ask": ("new", "new")}
    with app.database.write() as tx:
        letter_templates.save(tx, "demo", "ask", ("mới", "mới"), language="vi", default="vi", by="x", at=at)
        assert letter_templates.forget(tx, "demo", "ask", "vi", default="vi")
    assert words(app, "vi") == {}


# --- At the desk ---------------------------------------------------------------------------------------------------


@pytest.fixture
def editor(newsroom: Newsroom) -> Visitor:
    newsroom.take(BRIDGE)
    visitor = Visitor(newsroom.app)
    visitor.enter("editor")
    visitor.get(f"{HERE}?ai=minh@ctv.example")
    return visitor


def test_an_editor_sets_the_language_and_takes_it_back(newsroom: Newsroom, editor: Visitor) -> None:
    assert "tiếng Anh</strong>, theo ngôn ngữ người này viết" in editor.get(f"{HERE}?ai=minh@ctv.example").text
    assert editor.post(f"{HERE}/ngon-ngu", None, ai="minh@ctv.example", tieng="vi").status == 303
    assert "tiếng Việt</strong>, do " in editor.get(f"{HERE}?ai=minh@ctv.example").text
    assert editor.post(f"{HERE}/ngon-ngu", None, ai="minh@ctv.example", tieng="").status == 303
    assert "theo ngôn ngữ người này viết" in editor.get(f"{HERE}?ai=minh@ctv.example").text
    assert editor.post(f"{HERE}/ngon-ngu", None, ai="minh@ctv.example", tieng="fr").status == 404


def test_reasons_go_out_in_the_author_s_language(newsroom: Newsroom, editor: Visitor) -> None:
    (row,) = newsroom.drafts()
    shown = editor.get(f"/tin/demo/{row.id}/thu?v=reject").text
    assert "We already have a similar story." in shown and "Dear Minh Tran," in shown
    assert editor.post("/hang-cho/nhieu", None, chon=f"demo/{row.id}", viec="tu-choi.similar").status == 303
    assert "We already have a similar story." in told(newsroom, "decision").text


def test_his_own_page_is_in_his_language(newsroom: Newsroom) -> None:
    web = newsroom.app.settings.web.model_copy(update={"address": DESK})
    app = replace(newsroom.app, settings=newsroom.app.settings.model_copy(update={"web": web}))
    (row,) = newsroom.take(BRIDGE)
    page = Visitor(app).get(contributing.link(app, "demo", row.id).removeprefix(DESK)).text
    assert '<html lang="en"' in page and "Receipt number" in page

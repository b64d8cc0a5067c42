"""What a parsed mail becomes: drafts, or a reason; and what of a secret may be written down."""

from dataclasses import replace

import pytest

from tinbai.model import Address, Attachment, Block, Item, Mail, Parsed, Problem, Segment, State
from tinbai.picture import Photo
from tinbai.queue.plan import Plan, plan, story_of, without_secrets

MAIL = Mail("1@example.vn", "Tin trồng cây", None, Address("Lan", "lan@example.vn"))
TEXT = "Xã Khe Ngọc trồng cây\nSáng nay xã Khe Ngọc tổ chức lễ trồng cây, hơn một trăm người dự."
STORY = Item("story", "body", title="Xã Khe Ngọc trồng cây", body=(Block("paragraph", text=TEXT),), text=TEXT)
DISPATCH = Item("dispatch", "cv.docx", title="V/v trồng cây", text="V/v trồng cây")
DOCUMENT = Item("document", "qd.pdf", title="Quyết định", text="Quyết định")
PHOTO = Photo("a.jpg", "image/jpeg", 1600, 1200, 9, "a" * 64, "attachment", caption="Lễ trồng cây", credit="Lan")
PHOTOS = Item("photos", "body", photos=(PHOTO,))
SECRET = Item("document", "mat.docx", hold="secret")
INTERNAL = replace(STORY, hold="internal")
BROKEN = Attachment("tin.docx", "application/zip", 9, "b" * 64, "unreadable")


def _mail(*items: Item, mail: Mail = MAIL, problems: tuple[Problem, ...] = ()) -> Parsed:
    return Parsed("submission", mail, items, problems)


@pytest.mark.parametrize(
    ("parsed", "states", "ignored"),
    [
        (_mail(STORY), [State.RECEIVED], None),
        (_mail(STORY, replace(STORY, source="2.docx")), [State.RECEIVED, State.RECEIVED], None),
        (_mail(PHOTOS), [State.RECEIVED], None),
        (_mail(SECRET), [State.HELD], None),
        (_mail(INTERNAL), [State.HELD], None),
        (_mail(STORY, DOCUMENT), [State.RECEIVED], None),  # evidence beside a story is no draft of its own
        (_mail(STORY, DISPATCH), [State.RECEIVED], None),
        (_mail(DISPATCH), [State.NOT_A_STORY], "dispatch"),
        (_mail(DISPATCH, DISPATCH), [State.NOT_A_STORY, State.NOT_A_STORY], "dispatch"),
        (_mail(DOCUMENT), [State.RECEIVED], None),
        (_mail(DISPATCH, DOCUMENT), [State.NOT_A_STORY, State.RECEIVED], None),
        (replace(_mail(STORY), class_="reply"), [State.RECEIVED], None),
        (replace(_mail(STORY), class_="bounce"), [], "bounce"),
        (replace(_mail(STORY), class_="auto_reply"), [], "auto-reply"),
        (replace(_mail(), class_="reply"), [], "reply"),
        (_mail(mail=replace(MAIL, attachments=(BROKEN,))), [State.RECEIVED], None),
        (replace(_mail(mail=replace(MAIL, attachments=(BROKEN,))), class_="other"), [], "no-story"),
        (Parsed("other", None, (), (Problem("parser-died", "grave"),)), [State.RECEIVED], None),
        (Parsed("other", MAIL), [], "empty"),
        (Parsed("other", None), [], "empty"),
        (Parsed("other", replace(MAIL, text="Xin chào")), [], "no-story"),
        (Parsed("other", replace(MAIL, text="Giảm giá", headers={"list-id": "x"})), [], "newsletter"),
        (Parsed("other", replace(MAIL, text="Giảm giá", headers={"precedence": "Bulk"})), [], "newsletter"),
    ],
)
def test_a_mail_becomes_drafts_or_has_a_reason(parsed: Parsed, states: list[State], ignored: str | None) -> None:
    made = plan(parsed)
    assert ([draft.state for draft in made.drafts], made.ignored) == (states, ignored)


def test_no_mail_is_neither_a_draft_nor_given_a_reason() -> None:
    """Whatever the class and the items: silence is no outcome."""
    kinds = [(), (STORY,), (DISPATCH,), (DOCUMENT,), (PHOTOS,), (SECRET,)]
    for items in kinds:
        for class_ in ("submission", "reply", "bounce", "auto_reply", "other"):
            for mail in (MAIL, None, replace(MAIL, attachments=(BROKEN,))):
                made = plan(Parsed(class_, mail, items))
                assert made.drafts or made.ignored, (items, class_, mail)


def test_a_draft_keeps_its_place_in_the_mail() -> None:
    made = plan(_mail(DOCUMENT, STORY, replace(STORY, source="2.docx")))
    assert [(draft.place, draft.item.source) for draft in made.drafts] == [(1, "body"), (2, "2.docx")]


def test_words_and_hash_are_of_the_text() -> None:
    (draft,) = plan(_mail(STORY)).drafts
    assert draft.words == len(TEXT.split()) and draft.content_hash


def test_a_held_draft_is_not_compared_with_others() -> None:
    assert [draft.content_hash for draft in plan(_mail(SECRET, INTERNAL)).drafts] == ["", ""]


@pytest.mark.parametrize(
    ("item", "mail", "title"),
    [
        (STORY, MAIL, "Xã Khe Ngọc trồng cây"),
        (replace(STORY, title=None), MAIL, "Tin trồng cây"),
        (replace(STORY, title=None, source="tin.docx"), replace(MAIL, subject=""), "tin.docx"),
        (replace(STORY, title=None, source="tin.docx"), None, "tin.docx"),
    ],
)
def test_a_title_is_looked_for_in_subject_and_file_name(item: Item, mail: Mail | None, title: str) -> None:
    assert story_of(item, mail).title == title


def test_captions_and_credits_stand_beside_their_photos() -> None:
    story = story_of(replace(PHOTOS, photos=(PHOTO, replace(PHOTO, caption=None, credit=None))), MAIL)
    assert (story.captions, story.credits) == (("Lễ trồng cây", ""), ("Lan", ""))


def test_problems_of_another_items_file_are_not_this_ones() -> None:
    problems = (
        Problem("picture-linked", "warning", "1.docx"),
        Problem("picture-linked", "warning", "2.docx"),
        Problem("mail-cut-off", "grave"),
    )
    items = (replace(STORY, source="1.docx"), replace(STORY, source="2.docx"))
    first, second = plan(_mail(*items, problems=problems)).drafts
    assert [problem.where for problem in first.problems] == ["1.docx", None]
    assert [problem.where for problem in second.problems] == ["2.docx", None]


def test_what_cannot_be_read_becomes_a_draft_of_the_covering_note() -> None:
    mail = replace(MAIL, text="Em gửi tin.\n\nNhờ anh chị xem.", attachments=(BROKEN,))
    (draft,) = plan(_mail(mail=mail)).drafts
    assert (draft.item.kind, draft.item.source, draft.story.title) == ("document", "tin.docx", "Tin trồng cây")
    assert [block.text for block in draft.story.body] == ["Em gửi tin.", "Nhờ anh chị xem."]


# --- secrets -------------------------------------------------------------------------------------------------------

_SAID = Mail(
    "1@example.vn",
    "Báo cáo mật",
    None,
    Address("Lan", "lan@example.vn"),
    text="Gửi báo cáo mật",
    segments=(Segment("new", "Gửi báo cáo mật"),),
    attachments=(Attachment("mat.docx", "application/zip", 9, "c" * 64, "document"), replace(BROKEN, name="tin.docx")),
    headers={"thread-topic": "Báo cáo mật"},
)


def test_of_a_secret_no_word_is_left() -> None:
    parsed = _mail(SECRET, mail=_SAID, problems=(Problem("no-title", "info", "mat.docx"),))
    shown = without_secrets(parsed)
    assert "mat.docx" not in repr(shown) and "mật" not in repr(shown)
    assert shown.mail and shown.mail.sender == _SAID.sender and shown.mail.message_id == "1@example.vn"
    (draft,) = plan(parsed).drafts
    assert (draft.story.title, draft.story.body, draft.problems) == ("", (), ())


def test_beside_a_secret_the_other_story_stays() -> None:
    shown = without_secrets(_mail(SECRET, replace(STORY, source="tin.docx"), mail=_SAID))
    assert shown.mail and [a.name for a in shown.mail.attachments] == ["tin.docx"]
    assert [(item.source, item.title) for item in shown.items] == [("", None), ("tin.docx", STORY.title)]
    assert "mật" not in repr(shown)


@pytest.mark.parametrize("parsed", [_mail(STORY), _mail(INTERNAL), Parsed("other", None)])
def test_without_a_secret_nothing_is_taken_away(parsed: Parsed) -> None:
    assert without_secrets(parsed) is parsed


def test_a_plan_is_a_value() -> None:
    assert plan(_mail(STORY)) == plan(_mail(STORY)) != Plan((), None)

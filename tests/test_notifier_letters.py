"""What the letters say, and what they never say."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.model import Address, Mail, Verdict
from tinbai.notifier import letters
from tinbai.notifier.letters import House, Told

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
VIETNAMESE = House("demo", "Cổng TTĐT tỉnh Lam Giang", "bbt@example.vn", "vi", "Asia/Ho_Chi_Minh", 5)
ENGLISH = House("demo", "Lam Giang Portal", "bbt@example.vn", "en", "Asia/Ho_Chi_Minh", 5)
MAIL = Mail("tin1@ctv.example", "Tin bài", NOW, Address("Lê Thị Hoa", "hoa@ctv.example"))


def told(title: str = "Khánh thành cầu", *points: tuple[str, dict[str, str]]) -> Told:
    return Told("d1", "LG-2026-000001", title, 412, 3, points)


def test_an_acknowledgement_says_what_was_understood_and_what_is_missing() -> None:
    missing = ("Captions are missing for {missing} of {all} photos.", {"missing": "2", "all": "3"})
    subject, text = letters.acknowledgement(ENGLISH, MAIL, [told("Bridge opened", missing)], NOW)
    assert subject == "[LG-2026-000001] Received: Bridge opened"
    assert "Dear Lê Thị Hoa," in text
    assert "[LG-2026-000001] “Bridge opened” (412 words, 3 photos)" in text
    assert "  + Captions are missing for 2 of 3 photos." in text
    assert "reply to this email" in text and "within 5 working days" in text
    assert len(text.splitlines()) < 30  # at most a page


def test_without_anything_missing_nothing_is_asked_for() -> None:
    _, text = letters.acknowledgement(ENGLISH, MAIL, [told()], NOW)
    assert "+" not in text and "complete" not in text


def test_three_stories_are_one_letter() -> None:
    stories = [Told(f"d{n}", f"LG-2026-00000{n}", f"Tin {n}", 100, 0, ()) for n in (1, 2, 3)]
    subject, text = letters.acknowledgement(VIETNAMESE, MAIL, stories, NOW)
    assert "LG-2026-000001" in subject
    assert all(f"[LG-2026-00000{n}]" in text for n in (1, 2, 3))


def test_the_time_is_the_newsrooms() -> None:
    _, text = letters.acknowledgement(VIETNAMESE, MAIL, [told()], NOW)
    assert "08:00" in text or "8:00" in text


@pytest.mark.parametrize(
    "name, greeting",
    [("", "Dear contributor,"), ("hoa@ctv.example", "Dear contributor,"), ("Hoa\r\nBcc: x", "Dear Hoa Bcc: x,")],
)
def test_a_greeting_needs_a_name(name: str, greeting: str) -> None:
    mail = Mail("m@x", "", NOW, Address(name, "hoa@ctv.example"))
    _, text = letters.acknowledgement(ENGLISH, mail, [told()], NOW)
    assert text.splitlines()[0] == greeting


def test_held_mail_is_answered_without_a_word_of_it() -> None:
    mail = Mail("m@x", "Kế hoạch TUYỆT MẬT số 12", NOW, Address("Hoa", "hoa@ctv.example"), text="nội dung")
    subject, text = letters.held(VIETNAMESE, mail, NOW)
    assert "MẬT" not in (subject + text).upper() and "nội dung" not in text and "12" not in subject


TOLD = [one for one in Verdict if one is not Verdict.RETURN]  # what the head sends back stays in the house


@pytest.mark.parametrize("verdict", TOLD)
@pytest.mark.parametrize("house", [VIETNAMESE, ENGLISH])
def test_every_decision_has_a_letter(verdict: Verdict, house: House) -> None:
    subject, text = letters.decision_notice(house, "Hoa", "LG-2026-000001", "Tin", verdict, "Thiếu ảnh.\nThiếu tên.")
    assert subject.startswith("[LG-2026-000001]")
    assert "“Tin”" in text and "Thiếu ảnh." in text.splitlines() and house.name in text
    assert "{" not in subject + text


def test_no_text_is_left_in_english() -> None:
    """Each msgid of the letters has its Vietnamese words."""
    stories = [told(), Told("d2", "LG-2026-000002", "", 1, 1, ())]
    texts = [letters.acknowledgement(VIETNAMESE, MAIL, stories, NOW), letters.held(VIETNAMESE, MAIL, NOW)]
    texts += [letters.decision_notice(VIETNAMESE, "", "LG-1", "", verdict, "x") for verdict in TOLD]
    for subject, text in texts:
        assert not {"story", "Dear", "your", "Yours", "words", "photo", "Receipt"} & set((subject + " " + text).split())


@given(st.text(max_size=500))
def test_a_cleaned_line_is_one_short_line(words: str) -> None:
    line = letters.clean(words)
    assert len(line) <= letters.LONGEST_SUBJECT
    assert len(line.splitlines()) <= 1 and not letters._UNSAFE.search(line)


@pytest.mark.parametrize(
    "words, line",
    [
        ("  Tin\t mới \n", "Tin mới"),
        ("a\u202eb\u200bc", "a b c"),
        ("tôi nay".encode().decode().replace("ô", "o\u0302"), "tôi nay"),
        ("từ " * 100, ("từ " * 66).strip() + "…"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_cleaning(words: str, line: str) -> None:
    assert letters.clean(words) == line


def test_a_thread_is_the_mails_and_not_too_long() -> None:
    references = [f"r{n}@x" for n in range(50)]
    promised = letters.promised(
        VIETNAMESE,
        Address("Hoa", "hoa@ctv.example"),
        ("tin1@x", references),
        ("s", "t"),
        key="k",
        kind="decision",
        draft=None,
        now=NOW,
        due=NOW,
    )
    assert promised.letter.in_reply_to == "tin1@x"
    assert promised.letter.references == (*references[31:], "tin1@x")

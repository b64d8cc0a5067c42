"""Whole conversations about stories, over real servers; each ends with: letters expected = letters sent."""

import pytest

from tests.mails import story as words_of
from tests.post import STORY, photo, word
from tests.scenes.town import Town
from tinbai import contributing, conversing
from tinbai.errors import Conflict
from tinbai.model import State
from tinbai.store import drafts, suggestions

pytestmark = pytest.mark.slow

CORRECTED = "Em xin đính chính: tên nhân vật là Vàng A Sử."


def test_a_story_is_accepted(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.accepts(story)
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt", "accepted"])


def test_an_editor_asks_the_contributor_answers_and_it_is_accepted(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story, "Xin cho biết tên nhân vật.")
    town.passes(minutes=2)
    assert "Xin cho biết tên nhân vật." in hoa.reads()
    hoa.answers(CORRECTED)
    town.reads()
    assert town.story(story).state is State.IN_REVIEW and town.answers_to(story) == 1
    lan.accepts(story)
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt", "asked", "accepted"])


def test_a_story_is_rejected_with_the_editor_s_reason(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.rejects(story, "Tin đã cũ hơn hai tuần.")
    town.passes(minutes=2)
    assert "Tin đã cũ hơn hai tuần." in hoa.reads()
    town.ends_with(hoa=["receipt", "rejected"])


def test_a_decision_is_undone_in_time_and_another_one_is_told(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.rejects(story)
    town.passes(seconds=50)
    lan.undoes(story)
    lan.accepts(story)
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt", "accepted"])


def test_a_decision_that_was_overtaken_is_told_when_the_later_one_is_undone(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story)
    town.passes(seconds=20)
    lan.accepts(story)
    town.passes(seconds=20)
    lan.undoes(story)
    town.passes(minutes=2)
    assert town.story(story).state is State.REVISION_REQUESTED
    town.ends_with(hoa=["receipt", "asked"])


def test_the_head_is_asked_after_all_when_what_came_between_is_undone(town: Town) -> None:
    outlets = [one.model_copy(update={"approval": True}) for one in town.app.settings.outlets]
    web = town.app.settings.web.model_copy(update={"address": "https://desk.example.vn"})
    town.set(outlets=tuple(outlets), web=web)
    hoa, lan, head = town.contributor("hoa"), town.editor("lan"), town.editor("minh", role="chief_editor")
    story = hoa.sends(1)
    town.reads()
    lan.accepts(story)
    lan.asks(story)
    lan.undoes(story)
    town.passes(minutes=2)
    assert town.story(story).state is State.AWAITING_APPROVAL
    assert [one.recipient for one in town.sent()] == ["hoa@ctv.example", head.person.email]


def test_what_is_undone_and_left_alone_is_told_to_nobody(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.accepts(story)
    town.passes(seconds=59)
    lan.undoes(story)
    town.passes(days=2)
    town.ends_with(hoa=["receipt"])


def test_after_a_minute_the_letter_has_left_and_undo_says_so(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.accepts(story)
    town.passes(seconds=60)
    with pytest.raises(Conflict):
        lan.undoes(story)
    town.ends_with(hoa=["receipt", "accepted"])


def test_the_author_reads_where_the_story_stands(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.accepts(story)
    town.passes(minutes=2)
    lan.publishes(story, "https://lamgiang.example.vn/tin/khanh-thanh-cau")
    town.passes(minutes=2)
    assert "https://lamgiang.example.vn/tin/khanh-thanh-cau" in hoa.reads()
    town.ends_with(hoa=["receipt", "accepted", "published"])


def test_thanks_change_nothing_and_are_not_answered(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story)
    town.passes(minutes=2)
    hoa.answers("Em cảm ơn ban biên tập ạ.")
    town.reads()
    assert town.story(story).state is State.REVISION_REQUESTED and town.answers_to(story) == 1
    town.ends_with(hoa=["receipt", "asked"])


def test_a_contributor_withdraws_and_the_editor_says_yes(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    hoa.answers("Em xin rút bài vì nhân vật đổi ý.")
    town.reads()
    with town.app.database.read() as tx:
        roles = {one.role for one in drafts.mails(tx, "demo", town.story(story).id)}
    assert roles == {"origin", "withdrawal"}
    lan.rejects(story, "Đã rút theo đề nghị của tác giả.")
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt", "rejected"])


def test_an_answer_with_a_new_file_is_a_version_of_the_story(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story, "Xin viết lại cho đủ.")
    town.passes(minutes=2)
    hoa.answers("Em gửi lại bài ạ.", ("bai.docx", word(*STORY)))
    town.reads()
    assert len(town.stories()) == 1 and town.story(story).revision.story.title == STORY[0]
    lan.accepts(story)
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt", "asked", "accepted"])


def test_another_photo_joins_the_story_and_changes_no_word(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story, "Xin ảnh lớn hơn.")
    town.passes(minutes=2)
    before = town.story(story)
    hoa.answers("Ảnh rõ hơn ạ.", ("cau.jpg", photo(1)))
    town.reads()
    after = town.story(story)
    assert len(town.stories()) == 1 and len(after.item.photos) == len(before.item.photos) + 1
    assert after.revision.story.body == before.revision.story.body
    town.ends_with(hoa=["receipt", "asked"])


def test_a_better_photo_takes_the_place_of_the_smaller(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    for side in (600, 2400, 300):
        lan.asks(story, "Xin ảnh rõ hơn.")
        town.passes(minutes=2)
        hoa.answers("Em gửi ảnh ạ.", (f"cau-{side}.jpg", photo(1, side, side * 2 // 3)))
        town.reads()
    draft = town.story(story)
    (shown,) = draft.item.photos
    assert len(town.stories()) == 1 and (shown.name, shown.width, len(shown.also)) == ("cau-2400.jpg", 2400, 2)
    assert not [told for told in draft.problems if told.code.startswith("photo")]
    town.ends_with(hoa=["receipt", "asked", "asked", "asked"])


def test_the_second_sender_of_one_story_is_told_without_a_word_of_the_first(town: Town) -> None:
    hoa, nam, lan = town.contributor("hoa"), town.contributor("nam"), town.editor("lan")
    first = hoa.sends(1, subject="Tin của Hoa")
    town.reads()
    town.passes(minutes=10)
    second = nam.sends(1)
    town.reads()
    lan.merges(second, into=first)
    lan.accepts(first)
    town.passes(minutes=2)
    told = nam.reads()
    assert not any(word in told for word in ("LG-2026-000001", "Hoa", "hoa@", "Tin của Hoa"))
    town.ends_with(hoa=["receipt", "accepted"], nam=["receipt", "twin"])


def test_what_was_asked_is_told_when_a_merge_is_undone(town: Town) -> None:
    hoa, nam, lan = town.contributor("hoa"), town.contributor("nam"), town.editor("lan")
    first, second = hoa.sends(1), nam.sends(1)
    town.reads()
    lan.asks(second)
    lan.merges(second, into=first)
    lan.splits(second)
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt"], nam=["receipt", "asked"])


def test_a_story_to_two_newsrooms_has_one_receipt_and_each_decides(town: Town) -> None:
    hoa, lan, minh = town.contributor("hoa"), town.editor("lan"), town.editor("minh", "bao")
    story = hoa.sends(1, "bbt", "toasoan")
    town.reads("bbt", "toasoan")
    lan.accepts(story)
    town.passes(minutes=2)
    minh.rejects(story)
    town.passes(minutes=2)
    assert [str(one["From"]).rpartition("<")[2] for one in hoa.letters()] == [
        "bbt@example.vn>", "bbt@example.vn>", "toasoan@example.org>"
    ]  # fmt: skip
    town.ends_with(hoa=["receipt", "accepted", "rejected"])


def test_the_same_mail_once_more_is_not_answered_again(town: Town) -> None:
    hoa = town.contributor("hoa")
    story = hoa.sends(1)
    town.reads()
    town.passes(hours=1)
    hoa.sends(1)  # the same words in a new mail
    town.reads()
    assert len(town.stories()) == 1 and town.answers_to(story) == 1
    town.ends_with(hoa=["receipt"])


def test_what_is_marked_secret_gets_the_letter_that_says_nothing(town: Town) -> None:
    hoa = town.contributor("hoa")
    hoa.sends(1, text=f"MẬT\n\n{words_of(1)}", subject="Báo cáo cầu Đồng Văn")
    town.reads()
    told = str(hoa.letters()[-1])
    assert "cầu" not in hoa.reads() and "LG-2026" not in told and "Đồng Văn" not in hoa.reads()
    town.ends_with(hoa=["held"])


def test_a_decision_on_what_is_held_meanwhile_is_told_to_nobody(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story, "Xin số hiệu văn bản.")
    town.passes(seconds=30)
    lan.holds(story)
    town.passes(days=1)
    town.ends_with(hoa=["receipt"])


def test_a_receipt_that_waits_when_its_story_is_held_says_nothing_of_it(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    town.sink.say("RCPT", "450 4.2.0 greylisted")
    story = hoa.sends(1)
    town.reads()
    lan.holds(story)
    town.passes(minutes=2)
    assert "cầu" not in hoa.reads() and "LG-2026" not in hoa.reads()
    town.ends_with(hoa=["held"])


def test_an_answer_without_quotation_and_thread_lands_by_the_address_it_goes_to(town: Town) -> None:
    town.with_plus_addresses()
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story)
    town.passes(minutes=2)
    hoa.answers(CORRECTED, quoting=False, threaded=False, subject="tên nhân vật")
    town.reads()
    assert town.story(story).state is State.IN_REVIEW and town.answers_to(story) == 1
    town.ends_with(hoa=["receipt", "asked"])


def test_an_answer_to_the_plain_address_lands_by_the_code_it_quotes(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story)
    town.passes(minutes=2)
    hoa.answers(CORRECTED, threaded=False, to="bbt@example.vn", subject="tên nhân vật")
    town.reads()
    assert town.story(story).state is State.IN_REVIEW
    town.ends_with(hoa=["receipt", "asked"])


def test_an_answer_without_any_mark_is_joined_by_an_editor_and_not_before(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story)
    town.passes(minutes=2)
    hoa.answers(CORRECTED, quoting=False, threaded=False, subject="tên nhân vật")
    town.reads()
    assert town.answers_to(story) == 0
    with town.app.database.read() as tx:
        (asked,) = suggestions.waiting(tx, ["demo"])
    conversing.join(town.app, "demo", asked.arrival, asked.draft, lan.person)
    assert town.story(story).state is State.IN_REVIEW and town.answers_to(story) == 1
    lan.accepts(story)
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt", "asked", "accepted"])


def test_one_person_answers_from_another_address(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story)
    town.passes(minutes=2)
    hoa.answers(CORRECTED, sender="hoa.le@gmail.example")
    town.reads()
    assert town.story(story).state is State.IN_REVIEW and town.answers_to(story) == 1
    lan.accepts(story)
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt", "asked", "accepted"])


def test_a_fresh_link_comes_once_however_often_it_is_asked_for(town: Town) -> None:
    town.set(web=town.app.settings.web.model_copy(update={"address": "https://desk.example.vn"}))
    hoa = town.contributor("hoa")
    hoa.sends(1)
    town.reads()
    for asked in ("hoa@ctv.example", "HOA@ctv.example", "stranger@ctv.example"):
        contributing.send_link(town.app, asked)
    town.writes()
    assert "https://desk.example.vn/t/" in hoa.reads()
    town.ends_with(hoa=["receipt", "link"])

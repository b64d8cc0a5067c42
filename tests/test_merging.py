"""Two drafts of one story become one and are split again; nobody's words, photos, names or edits are lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Literal

import pytest

from tests.conftest import Clock
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.test_judging import key, taken, ties
from tests.test_ties import EDITED, OTHER, STORY
from tinbai import decisions, judging, merging, rereading
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.evidence import Evidence, Link
from tinbai.model import Block, Byline, Draft, Item, State, Story, Verdict
from tinbai.notifier.outbox import Outbox
from tinbai.picture import Photo
from tinbai.queue.twins.combine import Parts, Side, combine
from tinbai.store import deliveries, draft_links, drafts, merges, verdicts, versions
from tinbai.store.people import Person

OTHERS = Parts("other", "other", "both", [("keep", 0), ("other", 1), ("other", 2)])


@pytest.fixture
def lan(newsroom: Newsroom) -> Person:
    return newsroom.person(name="Lan")


@pytest.fixture
def two(newsroom: Newsroom) -> tuple[Draft, Draft]:
    return taken(newsroom, STORY, "hoa"), taken(newsroom, EDITED, "pao")


def now(newsroom: Newsroom, draft: Draft) -> Draft:
    with newsroom.app.database.read() as tx:
        return drafts.get(tx, *key(draft))


def merge(
    newsroom: Newsroom, keep: Draft, other: Draft, by: Person, parts: Parts | None = None, *, told: bool = False
) -> merges.Merge:
    read = {keep.id: keep.revision.no, other.id: other.revision.no}
    return merging.merge(newsroom.app, keep.outlet, keep.id, other.id, by, read, parts, told=told)


def test_one_stays_as_it_is_and_the_other_is_kept_as_its_twin(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    one, other = two
    done = merge(newsroom, one, other, lan)
    assert now(newsroom, one) == one and now(newsroom, other) == replace(other, state=State.DUPLICATE)
    assert (done.into, done.credit, done.made) == (one.id, one.id, None)
    assert ties(newsroom, one)[other.id].verdict == "same" and newsroom.kinds()["merge"] == 0


@pytest.mark.parametrize(("second", "named"), [("pao", False), ("hoa", True)])
def test_the_letter_tells_nothing_of_another_author_s_story(
    newsroom: Newsroom, lan: Person, second: str, named: bool
) -> None:
    one, other = taken(newsroom, STORY, "hoa"), taken(newsroom, OTHER, second)
    with newsroom.app.database.write() as tx:
        draft_links.add(tx, Link(one.outlet, other.id, one.outlet, one.id, "edited", Evidence(), one.received_at))
    merge(newsroom, one, other, lan, told=True)
    (told,) = [each for each in newsroom.letters() if each.kind == "merge"]
    assert told.letter.recipient.address == (other.sender.address if other.sender else "")
    assert (one.receipt_no in told.letter.text) == named
    words = told.letter.text + told.letter.subject
    assert one.revision.story.title not in words and "Lê Thị Hoa" not in words.replace(told.letter.recipient.name, "")


def test_the_first_one_keeps_the_credit_whichever_stays(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    assert merge(newsroom, two[1], two[0], lan).credit == two[0].id


def test_text_of_the_one_and_of_the_other_and_both_names(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    one, other = two
    merge(newsroom, one, other, lan, OTHERS)
    story, mine, theirs = now(newsroom, one).revision.story, one.revision.story, other.revision.story
    assert (story.title, story.lead) == (theirs.title, theirs.lead)
    assert story.body == (mine.body[0], theirs.body[1], theirs.body[2])
    assert now(newsroom, one).state is State.IN_REVIEW and now(newsroom, one).revision.author == lan.id


@pytest.mark.parametrize("parts", [None, OTHERS])
def test_split_brings_both_back_exactly_as_they_were(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft], parts: Parts | None
) -> None:
    one, other = two
    merge(newsroom, one, other, lan, parts)
    merging.split(newsroom.app, "demo", other.id, lan, keep_text=False)
    assert now(newsroom, other) == other
    assert replace(now(newsroom, one), revision=one.revision) == one
    assert now(newsroom, one).revision.story == one.revision.story
    assert ties(newsroom, one)[other.id].verdict is None
    with newsroom.app.database.read() as tx:
        history = merges.of_draft(tx, "demo", one.id)
        assert [(each.by, each.undone_by) for each in history] == [(lan.id, lan.id)]
        texts = [each.story.title for each in drafts.history(tx, "demo", one.id)]
    assert len(texts) == (3 if parts else 1)  # the merged text stays in the history


def test_a_later_edit_is_kept_when_the_two_are_split(newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]) -> None:
    one, other = two
    merge(newsroom, one, other, lan, OTHERS)
    better = replace(now(newsroom, one).revision.story, title="Tít sau khi gộp")
    decisions.edit(newsroom.app, *key(one), lan, now(newsroom, one).revision.no, better)
    merging.split(newsroom.app, "demo", other.id, lan, keep_text=True)
    assert now(newsroom, one).revision.story.title == "Tít sau khi gộp" and now(newsroom, other) == other


def test_nothing_is_merged_over_what_a_colleague_saved(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    one, other = two
    for draft in two:
        minh = newsroom.person(name=f"Minh{draft.id}")
        decisions.edit(newsroom.app, *key(draft), minh, 1, replace(draft.revision.story, title="Tít của Minh"))
        with pytest.raises(Conflict):
            merge(newsroom, one, other, lan, OTHERS)
    assert {now(newsroom, draft).revision.story.title for draft in two} == {"Tít của Minh"}


def test_undo_takes_the_merge_and_its_letter_back_for_a_minute(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    one, other = two
    done = merge(newsroom, one, other, lan, OTHERS, told=True)
    (promised,) = [each for each in newsroom.letters() if each.kind == "merge"]
    assert other.receipt_no in promised.letter.subject
    merging.undo(newsroom.app, "demo", other.id, lan)
    assert now(newsroom, other) == other and now(newsroom, one).revision.story == one.revision.story
    with newsroom.app.database.read() as tx:
        found = deliveries.get(tx, done.letter)
    assert found and found.state == "cancelled"


def test_after_a_minute_or_an_edit_the_two_are_split_instead(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft], clock: Clock
) -> None:
    one, other = two
    merge(newsroom, one, other, lan, OTHERS, told=True)
    merged = now(newsroom, one).revision
    decisions.edit(newsroom.app, *key(one), lan, merged.no, replace(merged.story, title="Tít khác"))
    with pytest.raises(Conflict, match="changed since"):
        merging.undo(newsroom.app, "demo", other.id, lan)
    clock.forward(minutes=2)
    Outbox(newsroom.app.database, newsroom.app.settings.smtp_out, newsroom.app.now, "test").send_due()
    with pytest.raises(Conflict, match="over"):
        merging.undo(newsroom.app, "demo", other.id, lan)
    merging.split(newsroom.app, "demo", other.id, lan, keep_text=False)
    assert now(newsroom, other) == other
    with pytest.raises(Conflict):
        merging.split(newsroom.app, "demo", other.id, lan, keep_text=False)


def test_only_tied_drafts_in_hand_of_the_newsroom_are_merged(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    one, other = two
    with pytest.raises(NotAllowed):
        merge(newsroom, one, other, newsroom.person("auditor"))
    stranger = taken(newsroom, OTHER, "la")
    with pytest.raises(NotFound):
        merge(newsroom, one, stranger, lan)
    decisions.decide(newsroom.app, *key(other), lan, Verdict.APPROVE, "")
    with pytest.raises(Conflict):
        merge(newsroom, one, now(newsroom, other), lan)


def test_into_what_is_decided_another_goes_but_not_a_word_of_it(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    one, other = two
    decisions.decide(newsroom.app, *key(one), lan, Verdict.APPROVE, "")
    with pytest.raises(NotAllowed):
        merge(newsroom, now(newsroom, one), other, lan, OTHERS)
    merge(newsroom, now(newsroom, one), other, lan)
    assert (now(newsroom, one).state, now(newsroom, other).state) == (State.APPROVED, State.DUPLICATE)
    merging.split(newsroom.app, "demo", other.id, lan, keep_text=False)
    assert now(newsroom, other) == other


def test_what_went_into_another_comes_back_by_a_split_only(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    merge(newsroom, *two, lan)
    with pytest.raises(Conflict, match="split"):
        decisions.reopen(newsroom.app, *key(two[1]), lan)


def test_no_verdict_is_given_while_they_are_merged(newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]) -> None:
    merge(newsroom, *two, lan)
    with pytest.raises(Conflict):
        judging.say(newsroom.app, key(two[0]), key(two[1]), lan, "not-a-twin")
    with pytest.raises(Conflict):
        judging.take_back(newsroom.app, key(two[0]), key(two[1]), lan)
    with newsroom.app.database.read() as tx:
        assert verdicts.standing(tx, key(two[0]), key(two[1]))


def test_a_new_version_of_what_went_is_offered_to_what_stays(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    one, other = two
    merge(newsroom, one, other, lan)
    newer = EDITED.replace("hàng trăm lượt", "hàng nghìn lượt")
    newsroom.take(letter(1, text=newer, sender="pao <pao@ctv.example>", message_id="newer@x"))
    with newsroom.app.database.read() as tx:
        (offered,) = versions.of_draft(tx, *key(one))
    assert offered.revision is None and now(newsroom, one).revision == one.revision and len(newsroom.drafts()) == 2


@pytest.mark.parametrize(
    ("split", "offered"),
    [(1, (["hoa"], ["pao", "thi"], [])), (2, (["hoa", "pao"], [], ["thi"]))],
    ids=["with what went into it", "out of the middle"],
)
def test_after_a_split_what_each_author_sent_meanwhile_is_offered_to_his_own(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft], split: int, offered: tuple[list[str], ...]
) -> None:
    all_three = (*two, taken(newsroom, EDITED.replace("hàng trăm lượt", "hàng nghìn lượt"), "thi"))
    merge(newsroom, all_three[1], all_three[2], lan)
    merge(newsroom, all_three[0], all_three[1], lan)
    for who, text in (("hoa", STORY), ("pao", EDITED), ("thi", EDITED)):
        newer = text.replace("hàng trăm lượt", f"hàng vạn lượt, {who} thấy,")
        newsroom.take(letter(1, text=newer, sender=f"{who} <{who}@ctv.example>", message_id=f"newer.{who}@x"))
    merging.split(newsroom.app, *key(all_three[split]), lan, keep_text=False)
    with newsroom.app.database.read() as tx:
        found = [[str(one.story) for one in versions.of_draft(tx, *key(draft))] for draft in all_three]
    assert tuple([re.findall(r"(\w+) thấy", text)[0] for text in its] for its in found) == offered
    again = {row.id: row.sent_again for row in newsroom.drafts()}
    assert [again[draft.id] for draft in all_three] == [len(its) for its in offered]


def test_what_is_held_later_takes_along_what_has_its_words(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    merge(newsroom, *two, lan, OTHERS)
    decisions.hold(newsroom.app, *key(two[1]), lan)
    assert [now(newsroom, draft).state for draft in two] == [State.HELD, State.HELD]


def test_what_is_held_takes_along_what_has_its_words_by_another_merge(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    third = taken(newsroom, EDITED.replace("hàng trăm lượt", "hàng nghìn lượt"), "thi")
    merge(newsroom, *two, lan, OTHERS)
    merge(newsroom, third, now(newsroom, two[0]), lan, OTHERS)
    decisions.hold(newsroom.app, *key(two[1]), lan)
    assert {now(newsroom, draft).state for draft in (*two, third)} == {State.HELD}


def test_what_went_into_a_draft_that_is_held_is_in_the_queue_again(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    merge(newsroom, *two, lan)
    decisions.hold(newsroom.app, *key(two[0]), lan)
    assert now(newsroom, two[0]).state is State.HELD and now(newsroom, two[1]) == two[1]


@pytest.fixture
def officer(newsroom: Newsroom) -> Person:
    return newsroom.person("security_officer", name="Thu")


def test_a_hold_and_its_end_leave_a_merge_as_it_was(
    newsroom: Newsroom, lan: Person, officer: Person, two: tuple[Draft, Draft]
) -> None:
    one, other = two
    done = merge(newsroom, one, other, lan)
    decisions.hold(newsroom.app, *key(other), lan)
    assert now(newsroom, one) == one and now(newsroom, other).state is State.HELD
    rereading.release(newsroom.app, newsroom.sandbox, *key(other), officer, "Không có dấu.")
    assert now(newsroom, other).state is State.DUPLICATE
    with newsroom.app.database.read() as tx:
        assert merges.standing(tx, *key(other)) == done
    assert ties(newsroom, one)[other.id].verdict == "same"
    merging.split(newsroom.app, "demo", other.id, lan, keep_text=False)
    again = now(newsroom, other)
    assert (again.state, again.item, again.revision.story) == (other.state, other.item, other.revision.story)


def test_what_a_hold_has_split_stays_split_whatever_is_said_afterwards(
    newsroom: Newsroom, lan: Person, officer: Person, two: tuple[Draft, Draft]
) -> None:
    one, other = two
    merge(newsroom, one, other, lan)
    decisions.hold(newsroom.app, *key(one), lan)
    rereading.release(newsroom.app, newsroom.sandbox, *key(one), officer, "Không có dấu.")
    with newsroom.app.database.write() as tx:  # whether the machine finds the two again is another matter
        draft_links.add(tx, Link(*key(one), *key(other), "edited", Evidence("twins"), newsroom.app.now()))
        verdicts.inherit(tx, key(one), key(other))
    assert ties(newsroom, one)[other.id].verdict is None  # the merge was what was said
    judging.say(newsroom.app, key(one), key(other), lan, "same")
    assert (now(newsroom, one).state, now(newsroom, other)) == (State.RECEIVED, other)
    merge(newsroom, now(newsroom, one), other, lan)
    merging.split(newsroom.app, "demo", other.id, lan, keep_text=False)
    assert now(newsroom, other) == other and ties(newsroom, one)[other.id].verdict == "same"


def test_nobody_is_told_of_a_merge_into_what_is_held(newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]) -> None:
    done = merge(newsroom, *two, lan, told=True)
    decisions.hold(newsroom.app, *key(two[0]), lan)
    with newsroom.app.database.read() as tx:
        letter_of = deliveries.get(tx, done.letter)
    assert letter_of and letter_of.state != "due"


def test_an_answer_to_what_went_is_seen_with_what_stays(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    merge(newsroom, *two, lan)
    subject = f"Re: [{two[1].receipt_no}] Tin, bài có nội dung trùng"
    text = "Đây là sự kiện khác, xin xem lại."
    newsroom.take(letter(1, text=text, subject=subject, sender="pao <pao@ctv.example>", message_id="answer@x"))
    assert {row.id: row.replies for row in newsroom.drafts()} == {two[0].id: 1, two[1].id: 1}


def test_a_merge_is_no_way_around_a_hold(newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]) -> None:
    decisions.hold(newsroom.app, *key(two[1]), lan)
    with pytest.raises((Conflict, NotFound)):
        merge(newsroom, two[0], now(newsroom, two[1]), lan)


# --- Photos --------------------------------------------------------------------------------------------------------


def _with_photos(draft: Draft, names: str, byline: str) -> Draft:
    photos = tuple(Photo(f"{name}.jpg", "image/jpeg", 1600, 1200, 9, name * 64, "attachment") for name in names)
    body = (Block("paragraph", text=f"Chữ của {byline}."), *(Block("figure", photo=n) for n in range(len(names))))
    captions = tuple(f"Chú thích {name}" for name in names)
    story = Story(byline, "", body, Byline(byline, (byline,)), captions, ("",) * len(names))
    return replace(draft, item=Item("story", "body", photos=photos), revision=replace(draft.revision, story=story))


def _combined(draft: Draft, parts: Parts) -> tuple[list[str], list[int], tuple[str, ...]]:
    item, story = combine(_with_photos(draft, "ab", "Hoa"), _with_photos(draft, "bc", "Páo"), parts)
    figures = [block.photo for block in story.body if block.type == "figure"]
    return [one.sha256[0] for one in item.photos], figures, story.captions


def test_photos_of_the_other_stand_behind_and_the_same_file_stands_once(two: tuple[Draft, Draft]) -> None:
    body: list[tuple[Side, int]] = [("keep", 0), ("keep", 1), ("keep", 2), ("other", 1), ("other", 2)]
    parts = Parts("keep", "keep", "keep", body, photos=(0, 1))
    captions = ("Chú thích a", "Chú thích b", "Chú thích c")
    assert _combined(two[0], parts) == (["a", "b", "c"], [0, 1, 2], captions)


def test_a_photo_that_was_not_taken_leaves_no_hole(two: tuple[Draft, Draft]) -> None:
    parts = Parts("keep", "keep", "keep", [("other", 2), ("keep", 0), ("keep", 2)])
    assert _combined(two[0], parts)[:2] == (["a", "b"], [1])


def test_a_better_copy_takes_the_place_of_the_photo(two: tuple[Draft, Draft]) -> None:
    parts = Parts("keep", "keep", "keep", [("keep", 0), ("keep", 1)], photos=(1,), instead={1: 0})
    assert _combined(two[0], parts)[:2] == (["a", "b", "c"], [2])


@pytest.mark.parametrize(("wanted", "expected"), [("keep", "Hoa"), ("other", "Páo"), ("both", "Hoa – Páo")])
def test_the_names_of_both_are_on_offer(
    two: tuple[Draft, Draft], wanted: Side | Literal["both"], expected: str
) -> None:
    parts = Parts("keep", "keep", wanted, [])
    _, story = combine(_with_photos(two[0], "a", "Hoa"), _with_photos(two[0], "b", "Páo"), parts)
    assert story.byline and story.byline.raw == expected


@pytest.mark.slow
def test_of_two_editors_at_once_only_one_merges(newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]) -> None:
    """Each wants the other one's draft to go; whoever is second finds it changed."""

    def one_way(keep: Draft, other: Draft) -> bool:
        try:
            merge(newsroom, keep, other, lan)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(one_way, two, reversed(two)))
    assert sorted(done) == [False, True]
    assert sorted(now(newsroom, draft).state for draft in two) == [State.DUPLICATE, State.RECEIVED]

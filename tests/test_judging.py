"""What an editor says of two stories holds for both stories: their copies, their versions, a new index, a backup."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.mails import letter
from tests.newsroom import Newsroom
from tests.test_ties import EDITED, OTHER, STORY
from tinbai import decisions, judging, rereading, twins
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.evidence import Link, Relation, TwinVerdict
from tinbai.model import Draft, Verdict
from tinbai.store import draft_links, drafts, phrases, prints, verdicts, versions
from tinbai.store.people import Person
from tinbai.store.tables import links
from tinbai.store.verdicts import Key

TALK = (
    "Phát biểu tại buổi lễ, lãnh đạo xã đề nghị các thôn tiếp tục phát huy tinh thần đoàn kết, thi đua lao động sản "
    "xuất, giữ gìn an ninh trật tự, xây dựng nếp sống văn hóa, góp phần hoàn thành các chỉ tiêu của địa phương."
)


def form(title: str, own: str) -> str:
    return f"{title}\n\n{own}\n\n{TALK}\n\n{TALK.replace('Phát biểu tại buổi lễ', 'Nhân dịp này')}\n"


ONE = form("Xã Đồng Văn khai giảng lớp học nghề", f"{OTHER.splitlines()[2]} {OTHER.splitlines()[4]}")
TWO = form("Thôn Bản Mù bàn giao nhà mới cho hộ nghèo", f"{STORY.splitlines()[2]} {STORY.splitlines()[6]}")
THREE = form(
    "Hội Phụ nữ xã tặng quà người cao tuổi",
    "Sáng 8/3, Hội Phụ nữ xã đến thăm, trao một trăm suất quà gồm chăn ấm, dầu ăn và gạo nếp cho các cụ từ tám mươi "
    "tuổi trở lên; dịp này đoàn thầy thuốc trẻ khám mắt, đo huyết áp, cấp thuốc miễn phí tại nhà văn hóa.",
)
COPY = ONE.replace("mười hộ", "mười một hộ")


def taken(newsroom: Newsroom, text: str, who: str, outlet: str = "demo") -> Draft:
    """The draft that a mail by that sender made."""
    sender = f"{who} <{who}@ctv.example>"
    before = {row.id for row in newsroom.drafts(outlet)}
    newsroom.take(letter(1, text=text, sender=sender, message_id=f"{hash(text)}.{who}@x"), outlet=outlet)
    (row,) = [row for row in newsroom.drafts(outlet) if row.id not in before]
    with newsroom.app.database.read() as tx:
        return drafts.get(tx, outlet, row.id)


def key(draft: Draft) -> Key:
    return draft.outlet, draft.id


def ties(newsroom: Newsroom, draft: Draft) -> dict[str, Link]:
    with newsroom.app.database.read() as tx:
        return {tie.other_draft: tie for tie in draft_links.of_draft(tx, *key(draft))}


def tie(newsroom: Newsroom, one: Draft, other: Draft, relation: Relation) -> None:
    """As if the machine had found it; what it finds itself is tested with the ties."""
    with newsroom.app.database.write() as tx:
        tx.execute(
            sa.insert(links).values(
                outlet=one.outlet, draft=one.id, other_outlet=other.outlet, other_draft=other.id, relation=relation,
                evidence="{}", at=newsroom.app.now(),
            )
        )  # fmt: skip


@pytest.fixture
def lan(newsroom: Newsroom) -> Person:
    return newsroom.person(name="Lan")


def test_a_verdict_is_of_two_tied_stories_that_the_person_may_edit(newsroom: Newsroom, lan: Person) -> None:
    one, two = taken(newsroom, STORY, "hoa"), taken(newsroom, OTHER, "pao")
    with pytest.raises(NotFound):
        judging.say(newsroom.app, key(one), key(two), lan, "same")
    with pytest.raises(NotAllowed):
        judging.say(newsroom.app, key(one), key(two), newsroom.person("auditor"), "same")
    with pytest.raises(Conflict):
        judging.take_back(newsroom.app, key(one), key(two), lan)


@pytest.mark.parametrize("said", ["same", "not-a-twin", "series", "related"])
def test_it_is_remembered_who_said_it_and_when_and_taken_back(
    newsroom: Newsroom, lan: Person, said: TwinVerdict
) -> None:
    one, two = taken(newsroom, STORY, "hoa"), taken(newsroom, EDITED, "pao")
    before: TwinVerdict = "series" if said == "related" else "related"
    judging.say(newsroom.app, key(two), key(one), lan, before)
    judging.say(newsroom.app, key(one), key(two), lan, said)
    assert (ties(newsroom, one)[two.id].verdict, ties(newsroom, two)[one.id].verdict_by) == (said, lan.id)
    judging.take_back(newsroom.app, key(one), key(two), lan)
    assert ties(newsroom, one)[two.id].verdict == before  # what was said before stands again
    judging.take_back(newsroom.app, key(one), key(two), lan)
    assert ties(newsroom, one)[two.id].verdict is None
    with newsroom.app.database.read() as tx:
        history = verdicts.of_draft(tx, key(one))
    assert [(each.verdict, each.by, each.undone_by) for each in history] == [
        (before, lan.id, lan.id),
        (said, lan.id, lan.id),
    ]


def test_a_copy_in_the_other_outlet_shares_the_verdict(newsroom: Newsroom, lan: Person) -> None:
    one, two = taken(newsroom, ONE, "hoa"), taken(newsroom, TWO, "pao")
    copy = taken(newsroom, COPY, "hoa", "bao")
    assert set(ties(newsroom, copy)) == {one.id, two.id}
    judging.say(newsroom.app, key(one), key(two), lan, "not-a-twin")
    assert ties(newsroom, copy)[two.id].verdict == "not-a-twin" and ties(newsroom, copy)[one.id].verdict is None
    judging.take_back(newsroom.app, key(one), key(two), lan)
    assert ties(newsroom, copy)[two.id].verdict is None


def test_a_copy_belongs_to_the_one_with_its_figures_whatever_its_title(newsroom: Newsroom, lan: Person) -> None:
    title = STORY.splitlines()[0]
    other = STORY.replace("21 mét", "24 mét").replace("301 triệu", "310 triệu").replace(title, "Cầu mới ở Nậm Lúc")
    one, two = taken(newsroom, STORY, "hoa"), taken(newsroom, other, "pao")
    judging.say(newsroom.app, key(one), key(two), lan, "not-a-twin")
    assert set(ties(newsroom, taken(newsroom, STORY.replace(title, "Cầu mới ở bản Nậm Lúc"), "my"))) == {one.id}


@pytest.mark.parametrize("anew", [False, True])
def test_what_is_no_twin_is_not_proposed_for_an_edited_copy(newsroom: Newsroom, lan: Person, anew: bool) -> None:
    one, two = taken(newsroom, ONE, "hoa"), taken(newsroom, TWO, "pao")
    judging.say(newsroom.app, key(one), key(two), lan, "not-a-twin")
    if anew:  # the index is rebuilt from the drafts
        with newsroom.app.database.write() as tx:
            prints.forget(tx, [key(one), key(two)])
            for draft in (two, one):
                assert twins.look_up_and_add(tx, *key(draft), draft.item.text) is not None
    assert set(ties(newsroom, taken(newsroom, COPY, "my"))) == {one.id}
    assert two.id in ties(newsroom, taken(newsroom, TWO.replace("nhà mới", "căn nhà mới"), "sua"))
    assert one.id not in ties(newsroom, taken(newsroom, TWO.replace("nhà mới", "ngôi nhà mới"), "nga"))


def test_without_the_verdict_it_is_proposed(newsroom: Newsroom) -> None:
    one, two = taken(newsroom, ONE, "hoa"), taken(newsroom, TWO, "pao")
    assert set(ties(newsroom, taken(newsroom, COPY, "my"))) == {one.id, two.id}


def test_a_named_series_names_the_next_copy_too(newsroom: Newsroom, lan: Person) -> None:
    one, two = taken(newsroom, ONE, "hoa"), taken(newsroom, TWO, "pao")
    judging.say(newsroom.app, key(one), key(two), lan, "series")
    third = ties(newsroom, taken(newsroom, COPY, "my"))
    assert (third[two.id].verdict, third[one.id].verdict) == ("series", None)


def test_ties_that_were_lost_tell_the_verdict_when_they_are_found_again(newsroom: Newsroom, lan: Person) -> None:
    one, two = taken(newsroom, STORY, "hoa"), taken(newsroom, EDITED, "pao")
    judging.say(newsroom.app, key(one), key(two), lan, "related")
    with newsroom.app.database.write() as tx:
        tx.execute(sa.delete(links))
    tie(newsroom, two, one, "edited")
    with newsroom.app.database.write() as tx:
        verdicts.inherit(tx, key(two), key(one))
    assert ties(newsroom, one)[two.id].verdict == "related"


def test_what_belongs_to_both_stays_tied_to_both(newsroom: Newsroom, lan: Person) -> None:
    one, two = taken(newsroom, STORY, "hoa"), taken(newsroom, EDITED, "pao")
    both = taken(newsroom, EDITED.replace("24 mét", "22 mét"), "my")
    judging.say(newsroom.app, key(one), key(two), lan, "not-a-twin")
    assert {tie.verdict for tie in ties(newsroom, both).values()} == {None}


def test_a_copy_goes_with_the_one_it_is_a_copy_of(newsroom: Newsroom, lan: Person) -> None:
    one, copy = taken(newsroom, STORY, "hoa"), taken(newsroom, STORY, "hoa", "bao")
    two = taken(newsroom, EDITED.replace("hàng trăm lượt bà con", "hàng nghìn lượt người"), "pao")
    judging.say(newsroom.app, key(one), key(two), lan, "not-a-twin")
    assert ties(newsroom, copy)[two.id].verdict == "not-a-twin" and ties(newsroom, copy)[one.id].verdict is None


# --- Boilerplate ---------------------------------------------------------------------------------------------------


def _boilerplate(newsroom: Newsroom) -> list[phrases.Phrase]:
    with newsroom.app.database.read() as tx:
        return phrases.listed(tx, ["demo"])


def test_no_twin_teaches_what_the_two_share(newsroom: Newsroom, lan: Person) -> None:
    one, two = taken(newsroom, ONE, "hoa"), taken(newsroom, TWO, "pao")
    judging.say(newsroom.app, key(one), key(two), lan, "not-a-twin")
    learned = _boilerplate(newsroom)
    assert TALK.rstrip(".") in {each.words.rstrip(".") for each in learned}
    assert {scope for each in learned for scope in each.scopes} == {"sender hoa@ctv.example", "sender pao@ctv.example"}
    assert ties(newsroom, taken(newsroom, THREE, "hoa")) == {}


def test_taken_back_it_is_forgotten_and_others_never_learned_it(newsroom: Newsroom, lan: Person) -> None:
    one, two = taken(newsroom, ONE, "hoa"), taken(newsroom, TWO, "pao")
    judging.say(newsroom.app, key(one), key(two), lan, "not-a-twin")
    assert ties(newsroom, taken(newsroom, THREE, "khac"))  # another sender's words count in full
    judging.take_back(newsroom.app, key(one), key(two), lan)
    assert _boilerplate(newsroom) == []
    later = THREE.replace("Hội Phụ nữ", "Hội Nông dân")
    assert ties(newsroom, taken(newsroom, later, "hoa2")) and ties(newsroom, two)


def test_a_passage_is_taken_off_the_list_and_put_on_again(newsroom: Newsroom, lan: Person) -> None:
    one, two = taken(newsroom, ONE, "hoa"), taken(newsroom, TWO, "pao")
    judging.say(newsroom.app, key(one), key(two), lan, "not-a-twin")
    first, *rest = _boilerplate(newsroom)
    with pytest.raises(NotFound):
        judging.forget_phrase(newsroom.app, first.verdict_id, first.place, newsroom.person(outlet="bao", name="Bao"))
    judging.forget_phrase(newsroom.app, first.verdict_id, first.place, lan)
    assert _boilerplate(newsroom) == rest
    judging.forget_phrase(newsroom.app, first.verdict_id, first.place, lan, again=True)
    assert _boilerplate(newsroom) == [first, *rest]


def test_a_copy_is_a_copy_however_much_of_it_is_boilerplate(newsroom: Newsroom, lan: Person) -> None:
    one, two = taken(newsroom, STORY, "hoa"), taken(newsroom, f"{OTHER}\n{STORY}", "pao")
    judging.say(newsroom.app, key(one), key(two), lan, "not-a-twin")
    decisions.decide(newsroom.app, *key(one), lan, Verdict.APPROVE, "")
    newsroom.take(letter(1, text=EDITED, sender="hoa <hoa@ctv.example>", message_id="again@x"))
    with newsroom.app.database.read() as tx:
        ids = [row.id for row in newsroom.drafts() if row.id not in (one.id, two.id)]
        assert [tie.relation for tie in draft_links.of_draft(tx, "demo", ids[0])] == ["edited"]


def test_held_words_leave_the_boilerplate(newsroom: Newsroom, lan: Person) -> None:
    one, two = taken(newsroom, ONE, "hoa"), taken(newsroom, TWO, "pao")
    judging.say(newsroom.app, key(one), key(two), lan, "not-a-twin")
    decisions.hold(newsroom.app, *key(one), lan)
    assert _boilerplate(newsroom) == []


# --- A hold that is lifted -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("touched", [True, False])
def test_a_version_is_there_again_after_a_hold_was_lifted(newsroom: Newsroom, lan: Person, touched: bool) -> None:
    one = taken(newsroom, STORY, "hoa")
    if touched:
        mine = replace(one.revision.story, title="Tít của biên tập")
        decisions.edit(newsroom.app, *key(one), lan, 1, mine)
    newsroom.take(letter(1, text=EDITED, sender="hoa <hoa@ctv.example>", message_id="again@x"))
    decisions.hold(newsroom.app, *key(one), lan)
    with newsroom.app.database.read() as tx:
        (emptied,) = versions.of_draft(tx, *key(one))
    assert "24 mét" not in repr(emptied)
    rereading.release(newsroom.app, newsroom.sandbox, *key(one), newsroom.person("security_officer"), "Không có dấu.")
    with newsroom.app.database.read() as tx:
        (version,) = versions.of_draft(tx, *key(one))
        now = drafts.get(tx, *key(one))
    assert "24 mét" in repr(version.story) and (version.settled_at is None) is touched
    assert ("24 mét" in repr(now.revision.story)) is not touched


# --- What many say -------------------------------------------------------------------------------------------------


def test_what_many_stories_say_is_known_as_a_formula(newsroom: Newsroom) -> None:
    with newsroom.app.database.write() as tx:
        for no in range(5):
            own = " ".join(f"{'bcdgh'[no]}{'aeiou'[place % 5]}{'nmtpc'[place // 5]}" for place in range(25))
            twins.look_up_and_add(tx, "demo", str(no), f"{own}\n{TALK}\n{own.title()}")
            found = twins.formulas(tx, ONE)
            assert bool(found) is (no == 4)
    assert "giữ gìn an ninh trật tự" in found[0] and "nuôi tằm" not in found[0]

"""The search finds what is typed with marks as it is, without marks in every form; and nothing of what is held."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tests.desk_data import a_draft
from tinbai import decisions
from tinbai.app import App
from tinbai.model import Block, Draft, State, Story, Verdict
from tinbai.store import documents, drafts, listing, people, search, tables, words
from tinbai.store.listing import Wanted
from tinbai.store.people import Person
from tinbai.store.search_tables import searched


def found(app: App, asked: str, states: tuple[State, ...] = tuple(State), **more: object) -> list[str]:
    wanted = replace(Wanted(["demo"], states, search=asked), **more)  # type: ignore[arg-type]
    with app.database.read() as tx:
        page = listing.page(tx, wanted, "", app.now(), limit=50)
    return [line.row.title for line in page.lines]


def an_editor(app: App) -> Person:
    with app.database.write() as tx:
        identity = people.add(tx, "lan@example.vn", "Lan", "vi", None, app.now())
        assert identity
        people.join(tx, identity, "demo", "editor")
        person = people.by_id(tx, identity)
    assert person
    return person


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("ban chai", ["Bản Chải đón Tết", "Bàn chải mới"]),
        ("bản", ["Bản Chải đón Tết"]),
        ("BÀN chai", ["Bàn chải mới"]),
        ('"chải đón"', ["Bản Chải đón Tết"]),
        ('"đón chải"', []),
        ("“don tet”", ["Bản Chải đón Tết"]),
        ("hoa binh", ["Hoà Bình"]),
        ("hòa", ["Hoà Bình"]),
        ("hoà bình", ["Hoà Bình"]),
        ("đ*n; DROP", []),
        ('"', []),
        ("AND OR NOT", []),
    ],
)
def test_marks_are_meant_when_they_are_typed(app: App, asked: str, titles: list[str]) -> None:
    for number, title in enumerate(("Hoà Bình", "Bàn chải mới", "Bản Chải đón Tết")):
        a_draft(app, title, hours=3 - number)
    assert sorted(found(app, asked)) == sorted(titles)


def test_the_body_of_the_latest_revision_is_found_and_no_earlier_one(app: App) -> None:
    draft, person = a_draft(app, "Mùa vàng"), an_editor(app)
    story = Story("Mùa vàng", "Lúa chín", (Block("paragraph", "Đồng bào Khau Vai gặt lúa."),))
    number = decisions.edit(app, "demo", draft.id, person, 1, story)
    assert found(app, "khau vai") == ["Mùa vàng"]
    decisions.edit(app, "demo", draft.id, person, number, replace(story, body=()))
    assert found(app, "khau vai") == [] and found(app, "lúa chín") == ["Mùa vàng"]


def test_a_state_that_changes_is_known_at_once(app: App) -> None:
    draft, person = a_draft(app, "Mùa vàng"), an_editor(app)
    decisions.decide(app, "demo", draft.id, person, Verdict.REJECT, "Tin cũ")
    assert found(app, "mua vang", (State.RECEIVED,)) == []
    assert found(app, "mua vang", (State.REJECTED,)) == ["Mùa vàng"]
    decisions.undo(app, "demo", draft.id, person)
    assert found(app, "mua vang", (State.RECEIVED,)) == ["Mùa vàng"]


def test_a_draft_that_is_not_saved_is_not_found(app: App) -> None:
    draft = a_draft(app, "Mùa vàng")
    with pytest.raises(RuntimeError), app.database.write() as tx:
        drafts.save(tx, "demo", draft.id, draft.revision, Story("Tiêu đề khác", "", ()), "lan", 2, app.now())
        raise RuntimeError
    assert found(app, "tieu de khac") == [] and found(app, "mua vang") == ["Mùa vàng"]


def test_what_is_held_by_hand_leaves_the_search(app: App) -> None:
    draft, person = a_draft(app, "Kế hoạch kín"), an_editor(app)
    assert found(app, "ke hoach kin")
    decisions.hold(app, "demo", draft.id, person)
    with app.database.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(searched)).scalar() == 0
    assert found(app, "ke hoach kin") == []


def _with_file(app: App, draft: Draft, name: str, text: str) -> None:
    with app.database.write() as tx:
        documents.add(tx, "demo", draft.arrival, [(name, text)])
        search.index(tx, "demo", draft.id)


def test_an_excerpt_names_the_file_and_marks_the_words(app: App) -> None:
    draft = a_draft(app, "Mùa vàng")
    _with_file(app, draft, "ke-hoach.docx", "xa " * 3000 + "Kinh phí xây cầu Nà Lũng là 2 tỷ đồng. " + "hết " * 40)
    with app.database.read() as tx:
        wanted = Wanted(["demo"], [State.RECEIVED], search="na lung")
        (line,) = listing.page(tx, wanted, "", app.now(), limit=9).lines
    assert line.excerpt and (line.excerpt.found, line.excerpt.file) == ("Nà Lũng", "ke-hoach.docx")
    assert line.excerpt.behind.startswith(" là 2 tỷ") and line.excerpt.before.endswith("xây cầu ")


def test_everything_can_be_indexed_anew(app: App) -> None:
    for number in range(5):
        a_draft(app, f"Mùa vàng {number}", hours=number)
    with app.database.write() as tx:
        tx.execute(searched.update().values(version=0))
    with app.database.write() as tx:
        assert [search.refresh(tx, 3), search.refresh(tx, 3), search.refresh(tx, 3)] == [3, 2, 0]
    assert len(found(app, "mua vang")) == 5


def test_what_is_doubted_is_left_to_be_indexed_and_strays_are_forgotten(app: App) -> None:
    a_draft(app, "Mùa vàng 1")
    stray = a_draft(app, "Mùa vàng 2", hours=1)
    with app.database.write() as tx:
        tx.execute(tables.drafts.update().where(tables.drafts.c.id == stray.id).values(hold="secret"))
        assert (search.left(tx), search.doubt(tx), search.refresh(tx), search.left(tx)) == (0, 1, 1, 0)
    assert found(app, "mua vang") == ["Mùa vàng 1"]


def test_pages_of_a_search_follow_each_other_both_ways(app: App) -> None:
    for number in range(7):
        a_draft(app, f"Mùa vàng {number}", hours=number)
    wanted = Wanted(["demo"], list(State), search="mua", newest=True)
    with app.database.read() as tx:
        first = listing.page(tx, wanted, "", app.now(), limit=3)
        second = listing.page(tx, wanted, "", app.now(), first.after, limit=3)
        again = listing.page(tx, wanted, "", app.now(), second.before, back=True, limit=3)
    titles = [[line.row.title[-1] for line in page.lines] for page in (first, second, again)]
    assert titles == [["0", "1", "2"], ["3", "4", "5"], ["0", "1", "2"]]
    assert again.before is None and again.after == first.after


@pytest.mark.parametrize(
    ("written", "shown"),
    [("hoà", "hòa"), ("Thuỷ", "Thủy"), ("quý", "quý"), ("toàn", "toàn"), ("HOẠ SĨ", "HỌA SĨ"), ("khoẻ", "khỏe")],
)
def test_the_mark_of_a_tone_stands_where_most_put_it(written: str, shown: str) -> None:
    assert words.shown(written) == shown


def test_drafts_of_one_moment_find_a_place_in_few_steps(app: App) -> None:
    taken = {"outlet": "demo", "version": 1, "unit": "", "genre": "", "facets": "", "marked": "", "bare": ""}
    with app.database.write() as tx:
        tx.execute(searched.insert(), [taken | {"draft": str(one), "place": 5000 + one} for one in range(100)])
        assert search._free(tx, 5000) == 5127
        assert search._free(tx, 4999) == 4999


def test_a_place_stays_near_its_moment_however_many_came_in_it(app: App) -> None:
    taken = {"outlet": "demo", "version": 1, "unit": "", "genre": "", "facets": "", "marked": "", "bare": ""}
    with app.database.write() as tx:
        for number in range(80):
            tx.execute(searched.insert(), taken | {"draft": str(number), "place": search._free(tx, 5000)})
        furthest = tx.execute(sa.select(sa.func.max(searched.c.place))).scalar_one()
    assert furthest < search.first_place(datetime.fromtimestamp(10, UTC))


@pytest.mark.parametrize(
    ("text", "search", "said"),
    [
        ("khoa học, khoa mới", "hoa", None),  # the end of a longer word is no word
        ("khoa hoa", "hoa", "hoa"),
        ("mba a a", '"a a"', "a a"),  # what begins inside a word must not swallow what begins behind it
        ("tin_hội nghị", "hội", "hội"),
        ("hội nghịch lý, hội nghị", "hội nghị", "hội nghị"),
    ],
)
def test_a_hit_is_made_of_whole_words(text: str, search: str, said: str | None) -> None:
    hit = words.first_hit(text, words.bare(text), words.terms(search))
    assert (text[hit[0] : hit[1]] if hit else None) == said

"""The same event in other words: what few tell and both do; and nothing of what everybody says."""

from datetime import date
from pathlib import Path

import pytest

from tests.test_queue_twins_relation import BRIDGE, OTHER
from tinbai.parsers.parse import parse
from tinbai.queue.twins import event
from tinbai.queue.twins.event import Profile, profile
from tinbai.queue.twins.fold import plain, words_of

OTHER_AUTHOR = """Đồng Văn: niềm vui từ cây cầu mới
Bà con hai thôn Bản Mù và Nà Phìn (xã Đồng Văn) vừa có thêm niềm vui: cây cầu bắc qua suối Nậm Lúc chính thức đưa vào \
sử dụng hôm 01/3. Công trình trị giá 301 triệu đồng, do chính người dân và các mạnh thường quân chung tay.
Trưởng thôn Bàn Văn Sinh không giấu được xúc động khi đám trẻ trong bản thôi phải lội suối đến lớp những ngày mưa lũ.
"""
DAY = date(2026, 3, 2).toordinal()


def _profile(text: str) -> Profile:
    return profile(words_of(plain(text)))


def test_two_authors_of_one_event_are_tied_two_events_are_not() -> None:
    bridge = _profile(BRIDGE)
    assert event.score(_profile(OTHER_AUTHOR), bridge) >= event.LINKED > event.score(_profile(OTHER), bridge)


def test_what_everybody_says_tells_nothing() -> None:
    assert not _profile("trong khi đó, cho biết trong thời gian qua").telling


def test_another_day_speaks_against_it() -> None:
    bridge, same = _profile(BRIDGE), _profile(OTHER_AUTHOR)
    assert event.score(_profile(OTHER_AUTHOR.replace("01/3", "09/7")), bridge) < event.score(same, bridge)


CRASH = """Xe máy đâm nhau trên dốc Pắc Ta, ba người nhập viện
8 giờ ngày 04/6, trên tỉnh lộ 128 đoạn qua dốc Pắc Ta, xã Nậm Tăm, hai xe máy đi ngược chiều đâm trực diện. Anh Tẩn A \
Phủ gãy chân, hai học sinh ngồi sau bị thương nhẹ. Công an huyện đang làm rõ nguyên nhân.
"""
AGAIN = """Mẹ con đi chợ bị xe máy tông ở Nậm Tăm
Tối muộn 06/6, chị Lò Thị Chựa chở con gái từ chợ phiên về thì bị một xe máy lao từ dốc Pắc Ta xuống tông phải. Người \
dân đưa hai mẹ con đi cấp cứu. Đây là vụ thứ hai trong một tuần trên tỉnh lộ 128.
"""


def test_what_happens_on_one_road_again_is_not_the_same_event() -> None:
    first, again = _profile(CRASH), _profile(AGAIN)
    scores = [event.score(again, first, apart) for apart in (0, 1, None, 2, 40)]
    assert scores[0] > scores[1] > scores[2] > scores[3] == scores[4]
    assert scores[2] >= event.LINKED > scores[3], "the days decide"


def test_it_is_looked_for_among_the_stories_of_these_weeks() -> None:
    kept = set(event.kept(_profile(BRIDGE), DAY))
    assert kept <= event.asked(_profile(BRIDGE), DAY + event._WINDOW).keys()
    assert kept.isdisjoint(event.asked(_profile(BRIDGE), DAY + 3 * event._WINDOW))
    assert set(event.kept(_profile(BRIDGE), None)) <= event.asked(_profile(BRIDGE), None).keys()


def test_prints_of_old_weeks_are_a_range_in_which_none_that_is_asked_for_stands() -> None:
    low, high = event.past(DAY)
    assert all(low <= one < high for one in event.kept(_profile(BRIDGE), DAY - 10 * event._WINDOW))
    still = {*event.asked(_profile(BRIDGE), DAY - event._WINDOW), *event.kept(_profile(BRIDGE), None)}
    assert not any(low <= one < high for one in still)


def test_no_profile_is_made_only_where_the_score_would_be_too_low() -> None:
    texts = (BRIDGE, OTHER, OTHER_AUTHOR, OTHER_AUTHOR.replace("01/3", "09/7"))
    pairs = [(_profile(one), words_of(plain(other))) for one in texts for other in texts]
    for apart in (None, 0, 2):
        told = [event.may_be(one, other, apart) for one, other in pairs]
        scores = [event.score(one, profile(other), apart) for one, other in pairs]
        assert all(may or score < event.LINKED for may, score in zip(told, scores, strict=True))
        assert not all(told)


def stories_of(letter: str) -> list[Profile]:
    (file,) = (Path(__file__).parent / "letters").glob(f"{letter}-*.eml")
    items = parse(file.name, file.read_bytes(), lambda _content: None).items
    return [_profile(item.text) for item in items if item.kind == "story"]


@pytest.mark.parametrize(("one", "other", "same"), [("02", "03", 1), ("08", "10", 1), ("04", "07", 0), ("04", "18", 0)])
def test_stories_of_one_village_are_no_event_together(one: str, other: str, same: int) -> None:
    """02 and 03 tell of one festival, 08 and 10 of one opening; 04, 07 and 18 share the village and nothing else."""
    pairs = [event.score(a, b) for a in stories_of(one) for b in stories_of(other)]
    assert sum(score >= event.LINKED for score in pairs) == same


@pytest.mark.parametrize(("text", "shared", "enough"), [(OTHER_AUTHOR, 2, True), (OTHER, 2, False), (OTHER, 3, True)])
def test_who_shares_two_prints_by_chance_is_not_laid_beside_it(text: str, shared: int, enough: bool) -> None:
    assert event.tells_enough(_profile(BRIDGE), plain(text), shared) is enough

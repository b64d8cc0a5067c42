"""What is the matter with a photo stands on it in words."""

import re

import pytest

from tests.desk import Visitor
from tests.mails import story
from tests.newsroom import Newsroom
from tests.post import attach, mail
from tests.story_desk import at, head
from tests.test_parsers_photo_metadata import small
from tests.test_web_arranged import plain
from tinbai.parsers.problems import PROBLEMS
from tinbai.queue.checks import WORDS
from tinbai.web.badges import BADGES


def test_every_remark_about_a_photo_has_its_badge() -> None:
    about = {code for code in (*PROBLEMS, *WORDS) if code.startswith("photo-")}
    assert about == set(BADGES)
    assert len(set(BADGES.values())) == len(BADGES)


@pytest.mark.parametrize("tab", ["", "/anh"])
def test_the_badge_names_the_fact(newsroom: Newsroom, lan: Visitor, tab: str) -> None:
    letter = attach(mail(text=story(1), subject="Tin: cầu mới"), "anh1.jpg", plain(40))
    letter = attach(letter, "anh2.jpg", small())
    draft = head(newsroom, newsroom.take(letter.as_bytes())[0].id)
    page = lan.get(at(draft) + tab).text
    badges = re.findall(r'<span class="on">((?:<span class="tag.*?</span>)+)</span>', page, re.S)
    assert [re.sub(r"<[^>]+>", "", one).strip() for one in badges] == ["Hơi nhỏ", "Quá nhỏ"]

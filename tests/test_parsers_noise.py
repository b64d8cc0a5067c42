"""Bounces and automatic answers are recognised, also without a header that says so; no story is taken for one."""

import pytest

from tests import learning
from tests.noise_cases import STORY, Case, cases, titles
from tinbai.parsers.mail.voice import WEIGHTS, sound

FILES = ("known", "aside", "servers", "strangers", "odd_voices", "no_header", "spam")
SENDERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("Hoa <hoa@coquan.example>", {}),
    ("UBND xã <postmaster@xa.example.vn>", {"Return-Path": "<>"}),
    ("Văn phòng <noreply@xa.example.vn>", {"In-Reply-To": "<a@b.example>"}),
)
STORIES = [Case("not", sender, title, headers, STORY) for title in titles() for sender, headers in SENDERS]


@pytest.mark.parametrize(
    "case",
    [case for name in FILES for case in cases(name)],
    ids=lambda case: case.name,
)
def test_what_a_machine_wrote_and_what_a_person(case: Case) -> None:
    assert case.holds, f"taken for {case.understood()}"


@pytest.mark.parametrize("case", STORIES, ids=lambda case: case.name)
def test_a_story_about_such_things_is_a_story(case: Case) -> None:
    assert case.understood() == "submission"


def test_mails_that_nothing_was_learned_from() -> None:
    """Of 85 mails of machines without a telling header at most one is missed, of 65 of people at most four taken."""
    found = [(case.expected, case.understood() in ("auto_reply", "bounce")) for case in cases("unheard")]
    machines = [taken for expected, taken in found if expected != "not"]
    people = [taken for expected, taken in found if expected == "not"]
    assert (len(machines), len(people)) == (85, 65)
    assert sum(machines) >= 84
    assert sum(people) <= 4


def test_what_was_learned_is_what_would_be_learned_again() -> None:
    again = learning.learn(learning.examples())
    assert {run: round(weight, 1) for run, weight in WEIGHTS.items()} == pytest.approx(
        {run: again.get(run, 0.0) for run in WEIGHTS}, abs=0.11
    )
    assert len(WEIGHTS) > 10_000
    machine, person = (
        sound("Re: Tin", ["Tôi đang nghỉ phép và sẽ trả lời thư khi trở lại cơ quan."]),
        sound("Tin", ["Em gửi chị bài ạ."]),
    )
    assert machine.odds > 0 > person.odds
    assert "thu" in machine.words

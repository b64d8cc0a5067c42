"""Bounces and automatic answers are recognised, also without a header that says so; no story is taken for one."""

import pytest

from tests.noise_cases import STORY, Case, cases, titles

SENDERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("Hoa <hoa@coquan.example>", {}),
    ("UBND xã <postmaster@xa.example.vn>", {"Return-Path": "<>"}),
    ("Văn phòng <noreply@xa.example.vn>", {"In-Reply-To": "<a@b.example>"}),
)
STORIES = [Case("not", sender, title, headers, STORY) for title in titles() for sender, headers in SENDERS]


@pytest.mark.parametrize(
    "case",
    [*cases("known"), *cases("aside"), *cases("servers"), *cases("strangers"), *cases("odd_voices"), *cases("spam")],
    ids=lambda case: case.name,
)
def test_what_a_machine_wrote_and_what_a_person(case: Case) -> None:
    assert case.holds, f"taken for {case.understood()}"


@pytest.mark.parametrize("case", STORIES, ids=lambda case: case.name)
def test_a_story_about_such_things_is_a_story(case: Case) -> None:
    assert case.understood() == "submission"

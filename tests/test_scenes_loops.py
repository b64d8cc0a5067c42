"""Machines that answer machines: two newsrooms with Tinbai, a robot that answers everything; never a loop."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Clock, settings_for
from tests.scenes.people import ADDRESSES
from tests.scenes.town import Town, kind_of, opened
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Taken
from tinbai.sandbox import Sandbox
from tinbai.settings import Outlet

pytestmark = pytest.mark.slow

THERE = "tin@huyen.example"


@pytest.fixture
def towns(
    town: Town, tmp_path: Path, migrated: Path, clock: Clock, sandbox: Sandbox, post_office: Dovecot
) -> Iterator[tuple[Town, Town]]:
    """Two newsrooms, each with a Tinbai of its own, whose letters reach each other's mailbox."""
    folder = tmp_path / "there"
    folder.mkdir()
    shutil.copyfile(migrated, folder / "tinbai.db")
    settings = settings_for(folder, f"sqlite:///{folder}/tinbai.db")
    outlets = (Outlet(code="demo", name="Huyện Tân Lập", address=THERE, receipt_prefix="TL"), settings.outlets[1])
    with opened(settings.model_copy(update={"outlets": outlets}), sandbox, clock, post_office) as other:

        def carry(taken: Taken) -> None:
            """The one post of both."""
            if taken.recipient == THERE:
                other.deliver(ADDRESSES["bbt"], f"Return-Path: <{taken.sender}>\r\n".encode() + taken.raw)
            else:
                town.delivers(taken)

        for one in (town, other):
            one.sink.deliver = carry
        yield town, other


def test_two_tinbais_exchange_one_letter_for_a_story(towns: tuple[Town, Town]) -> None:
    """The editors there send a story from their own newsroom's address; each machine sees the letters of the other."""
    here, there = towns
    story = here.contributor("tin", THERE, "Huyện Tân Lập").sends(1)
    exchanged = []
    for _ in range(6):
        for one in towns:
            one.reads()
            one.passes(hours=1)
        exchanged.append((len(here.sink.letters), len(there.sink.letters)))
    assert exchanged == [(1, 0)] * 6 and [kind_of(one.message) for one in here.sent()] == ["receipt"]
    here.editor("lan").accepts(story)
    for one in (*towns, *towns):
        one.passes(minutes=2)
        one.reads()
    assert [kind_of(one.message) for one in here.sent()] == ["receipt", "accepted"]
    assert not list(there.sent()) and not there.stories()


def test_two_tinbais_that_are_shown_each_other_s_letters_as_new_mail_say_nothing(towns: tuple[Town, Town]) -> None:
    """Even when a forwarding rule takes away the headers that say who wrote them."""
    here, there = towns
    here.contributor("tin", THERE, "Huyện Tân Lập").sends(1)
    here.reads()
    (receipt,) = here.sent()
    bare = receipt.message
    for name in ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "Return-Path"):
        del bare[name]
    there.deliver(ADDRESSES["bbt"], bare.as_bytes())
    there.reads()
    assert not list(there.sent())


def test_a_robot_that_answers_everything_hears_of_one_story_once(town: Town) -> None:
    """It has no header that says so, writes in a person's name, and never ends."""
    robot = town.contributor("robot", "robot@ubnd.example", "Bộ phận tiếp nhận")
    robot.sends(1)
    town.reads()
    for _ in range(10):
        robot.answers("Cơ quan đã tiếp nhận văn bản của quý vị và sẽ xử lý theo quy định.", quoting=True)
        town.reads()
        town.passes(minutes=30)
    town.ends_with(robot=["receipt"])


def test_the_comparison_at_the_end_notices_what_it_should(town: Town) -> None:
    town.contributor("hoa").sends(1)
    town.reads()
    for hoa, nam in (([], []), (["accepted"], []), (["receipt", "receipt"], []), (["receipt"], ["receipt"])):
        with pytest.raises(AssertionError):
            town.ends_with(hoa=hoa, nam=nam)
    with pytest.raises(AssertionError):
        town.ends_with()
    town.ends_with(hoa=["receipt"])
    town.sink.letters *= 2
    with pytest.raises(AssertionError):
        town.ends_with(hoa=["receipt"])  # it came twice
    town.sink.letters.pop()
    town.written.clear()
    with pytest.raises(AssertionError):
        town.ends_with(hoa=["receipt"])  # it answers nothing that he wrote

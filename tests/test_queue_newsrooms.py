"""Outside newsrooms among the addressees are told; whoever is unknown is not called one."""

import pytest

from tinbai.model import Address
from tinbai.queue.newsrooms import AlsoSent, also_sent, known
from tinbai.settings import Feed, Newsroom

ROOMS = known(
    [
        Newsroom(name="Báo Thanh Giang", domains=("baothanhgiang.example",), addresses=("tin.thanhgiang@example.com",)),
        Newsroom(name="Đài Lam Giang", domains=("lamgiang.example",)),
        Newsroom(name="Cổng huyện", domains=("huyen.lamgiang.example",)),
    ],
    [
        Feed(name="bao", url="https://www.baongoai.example/rss", outside="Báo Ngoài"),
        Feed(name="ta", url="https://cong.example/rss", outlet="demo"),
    ],
)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("ToaSoan@BaoThanhGiang.example", "Báo Thanh Giang"),
        ("tin.thanhgiang@example.com", "Báo Thanh Giang"),
        ("tin@mail.lamgiang.example", "Đài Lam Giang"),
        ("tin@huyen.lamgiang.example", "Cổng huyện"),
        ("bandoc@baongoai.example", "Báo Ngoài"),
        ("ban@example.com", None),
        ("tin@notlamgiang.example", None),
        ("bbt@cong.example", None),
        ("lamgiang.example", "Đài Lam Giang"),
        ("", None),
    ],
)
def test_a_newsroom_is_known_by_address_or_domain(address: str, name: str | None) -> None:
    found = also_sent([Address("", address)], ROOMS, {"bbt@example.vn"})
    assert [one.name for one in found] == ([name] if name else [])


def test_our_own_addresses_are_not_outside_and_nobody_is_told_twice() -> None:
    to = [Address("", one) for one in ("bbt@lamgiang.example", "a@lamgiang.example", "b@lamgiang.example")]
    assert also_sent(to, ROOMS, {"bbt@lamgiang.example"}) == [AlsoSent("Đài Lam Giang", "a@lamgiang.example")]

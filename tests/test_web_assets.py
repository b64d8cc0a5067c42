"""Styles and scripts travel packed, fonts as they are, all of them once."""

import gzip
import re

import pytest

from tests.desk import Visitor
from tinbai.app import App
from tinbai.web import assets


@pytest.mark.parametrize(("name", "packs"), [("desk.css", True), ("desk.js", True), ("icon.svg", True)])
def test_texts_are_packed_for_who_can_read_it(app: App, name: str, packs: bool) -> None:
    client = Visitor(app).client
    address = f"/static/{assets.digest()}/{name}"
    plain, small = (client.get(address, headers={"accept-encoding": one}) for one in ("identity", "gzip, br"))
    assert plain.content == small.content == (assets.FOLDER / name).read_bytes()
    assert ("content-encoding" in small.headers) == packs and "content-encoding" not in plain.headers
    assert all("immutable" in one.headers["cache-control"] and one.headers["vary"] for one in (plain, small))
    assert small.headers["content-type"] == plain.headers["content-type"]


def test_what_the_browser_has_is_not_sent_again(app: App) -> None:
    client = Visitor(app).client
    address = f"/static/{assets.digest()}/desk.css"
    tag = client.get(address).headers["etag"]
    again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_is_packed_and_its_token_looks_different_each_time(app: App) -> None:
    visitor = Visitor(app)
    visitor.enter("editor")
    first, second = visitor.get("/hang-cho"), visitor.get("/hang-cho")
    tokens = [re.findall(r'name="csrf" value="([^"]+)"', one.text)[0] for one in (first, second)]
    assert first.headers["content-encoding"] == "gzip" and tokens[0] != tokens[1]
    for token, status in ((tokens[0], 303), (tokens[1], 303), ("m.", 403), ("m.AAAA", 403), ("m.é", 403), ("", 403)):
        assert visitor.post("/hien-thi", csrf=token, size="2").status == status


def test_packing_is_the_same_every_time() -> None:
    assert gzip.decompress(assets.packed()["desk.css"]) == (assets.FOLDER / "desk.css").read_bytes()
    assert all(content[:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00" for content in assets.packed().values())

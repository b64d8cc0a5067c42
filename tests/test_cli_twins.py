"""`tinbai twins`: one line per story, what it is to the earlier ones of the file."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from tests.conftest import settings_for
from tests.rewritten import FERRY, FERRY_REPORTED
from tests.test_queue_twins_event import OTHER_AUTHOR
from tests.test_ties import EDITED, OTHER, STORY
from tinbai.app import open_app
from tinbai.cli.main import cli
from tinbai.store import Database, phrases, verdicts


def _run(folder: Path, *stories: dict[str, str], options: tuple[str, ...] = ()) -> Result:
    file = folder / "stories.jsonl"
    file.write_text("".join(f"{json.dumps(story, ensure_ascii=False)}\n" for story in stories), "utf-8")
    return CliRunner().invoke(cli, ["twins", str(file), *options])


def _lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def _story(id_: str, text: str, outlet: str = "a", **more: str) -> dict[str, str]:
    return {"id": id_, "outlet": outlet, "text": text, **more}


def test_each_story_is_told_by_the_earlier_ones(tmp_path: Path) -> None:
    one, two, three = _lines(_run(tmp_path, _story("1", STORY), _story("2", OTHER), _story("3", EDITED, "b")))
    assert one == {"id": "1", "twins": []} and two == {"id": "2", "twins": []}
    (twin,) = three["twins"]
    assert (twin["id"], twin["outlet"], twin["relation"]) == ("1", "a", "edited") and twin["score"] > 0.9
    assert {"kind": "figure", "here": "24", "there": "21"} in twin["changed"]
    begin, end = twin["shared"][0]["new"]
    assert EDITED[begin:end].startswith("Khánh thành")


def test_a_title_of_its_own_counts_and_does_not_move_the_offsets(tmp_path: Path) -> None:
    title, _, body = STORY.partition("\n\n")
    _, told = _lines(_run(tmp_path, _story("1", STORY), _story("2", body, title=title)))
    assert told["twins"][0]["relation"] == "identical"
    begin, end = told["twins"][0]["shared"][0]["new"]
    assert body[begin:end].startswith("Sáng 01/3")


def test_only_the_outlets_asked_for(tmp_path: Path) -> None:
    (told,) = _lines(_run(tmp_path, _story("1", STORY), _story("2", STORY, "b"), options=("--outlets", "b")))
    assert told == {"id": "2", "twins": []}


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        ("hoa@ctv.example", "Hoa@ctv.example", "edited"),
        ("hoa@ctv.example", "x@y.example", "related"),
        ("", "", "related"),
    ],
)
def test_of_the_same_sender_a_text_written_anew_is_a_version(
    tmp_path: Path, first: str, second: str, relation: str
) -> None:
    told = (
        _story(id_, text, sender=sender, unit="Xã Tân Lộc")
        for id_, text, sender in (("1", FERRY, first), ("2", FERRY_REPORTED, second))
    )
    assert [twin["relation"] for twin in _lines(_run(tmp_path, *told))[1]["twins"]] == [relation]


def test_a_kept_index_goes_on(tmp_path: Path) -> None:
    options = ("--index", str(tmp_path / "index"))
    first = _lines(_run(tmp_path, _story("1", STORY), options=options))
    assert _lines(_run(tmp_path, _story("1", STORY), options=options)) == first
    (told,) = _lines(_run(tmp_path, _story("2", EDITED), options=options))
    assert [twin["id"] for twin in told["twins"]] == ["1"]


def test_an_index_kept_before_it_knew_whose_a_text_is_goes_on(tmp_path: Path) -> None:
    options = ("--index", str(tmp_path / "index"))
    _run(tmp_path, _story("1", FERRY), options=options)
    kept = Database(f"sqlite:///{tmp_path}/index/twins.db")
    with kept.write() as tx:
        tx.execute(sa.text("ALTER TABLE twin_texts DROP COLUMN hand"))
    kept.close()
    (again,) = _lines(_run(tmp_path, _story("2", FERRY_REPORTED, sender="x@y.example"), options=options))
    assert [twin["relation"] for twin in again["twins"]] == ["related"], "whose the first one is nobody knows"


def test_a_story_looked_up_again_is_not_found_itself_and_tied_as_before(tmp_path: Path) -> None:
    options, told = ("--index", str(tmp_path / "index")), [_story("1", STORY), _story("2", OTHER_AUTHOR)]
    first, again = (_lines(_run(tmp_path, *told, options=options)) for _ in range(2))
    assert first[1]["twins"][0]["relation"] == "same_event" and again[1] == first[1]
    assert [twin["id"] for twin in again[0]["twins"]] == ["2"]


FOOTER = (
    "Mọi thông tin phản ánh xin gửi về Trung tâm Văn hóa, Thông tin và Thể thao huyện Ia Kênh, số 12 đường Trần Phú, "
    "thị trấn Ia Kênh; điện thoại đường dây nóng phục vụ cả ngày nghỉ và ngày lễ. Trung tâm rất mong nhận được "
    "nhiều tin, bài, ảnh cộng tác của bạn đọc gần xa về đời sống, "
    " sản xuất và văn hóa các dân tộc anh em trên địa bàn huyện nhà."
)


@pytest.mark.parametrize(("sender", "relations"), [("Hoa <Hoa@ctv.example>", []), ("x@y.example", ["related"])])
def test_boilerplate_that_editors_taught_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sender: str, relations: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    app = open_app(settings_for(tmp_path, f"sqlite:///{tmp_path}/data/tinbai.db"))
    with app.database.write() as tx:
        ends = ("demo", "a"), ("demo", "b")
        said = verdicts.say(tx, *ends, "not-a-twin", "lan", app.now())
        phrases.teach(tx, said.id, ["sender hoa@ctv.example"], [FOOTER])
    app.close()
    one, two = (_story(str(n), f"{text}\n{FOOTER}", sender=sender) for n, text in enumerate((STORY, OTHER)))
    _, told = _lines(_run(tmp_path, one, two))
    assert [twin["relation"] for twin in told["twins"]] == relations


@pytest.mark.parametrize(
    "line",
    [
        "không phải JSON".encode(),
        b'{"id": "2", "text": "T\xecm"}',
        b'{"id": "2", "text": "\\ud83d"}',
        b'{"id": "2", "text": "a", "outlet": "\\ud83d"}',
        b'{"id": "2", "text": "a", "sender": "\\ud83d@x.example"}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
    ids=["words", "latin-1", "half a sign", "in its outlet", "in its sender", "no text", "too deep"],
)
def test_a_line_that_is_no_story_is_named(tmp_path: Path, line: bytes) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(b'{"id": "1", "text": "a"}\n' + line + b"\n")
    result = CliRunner().invoke(cli, ["twins", str(file)])
    assert "line 2: not a story" in str(result.exception)


def test_a_file_as_windows_saves_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "bom.jsonl"
    file.write_text(json.dumps(_story("1", STORY)) + "\r\n", "utf-8-sig")
    assert _lines(CliRunner().invoke(cli, ["twins", str(file)])) == [{"id": "1", "twins": []}]

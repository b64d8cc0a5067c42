"""Photos that an older program has looked at are looked at once more, from their files, and known again afterwards."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from tests.newsroom import Newsroom
from tests.test_photos import jpeg, post, scene, ties
from tinbai import photos
from tinbai.cli.main import cli
from tinbai.parsers.photo.alike import VERSION
from tinbai.sandbox import Sandbox
from tinbai.store.twin_tables import twin_photo_bands, twin_photo_places, twin_photos


def age(newsroom: Newsroom) -> None:
    """As if a program of another version had looked at all there is."""
    with newsroom.app.database.write() as tx:
        tx.execute(twin_photos.update().values(version=VERSION - 1, grey=b"older"))


def renewed(newsroom: Newsroom) -> int:
    sandbox, done = Sandbox(newsroom.app.settings.limits), 0
    try:
        while photos.renew_next(newsroom.app, sandbox):
            done += 1
    finally:
        sandbox.close()
    return done


def test_a_photo_looked_at_by_an_older_program_is_known_again_once_renewed(newsroom: Newsroom) -> None:
    newsroom.take(post(0, jpeg(scene(1))))
    age(newsroom)
    newsroom.take(post(1, jpeg(scene(1).resize((600, 400)))))
    assert ties(newsroom) == [] and photos.outdated(newsroom.app.database) == 1
    assert renewed(newsroom) == 1 and photos.outdated(newsroom.app.database) == 0
    newsroom.take(post(2, jpeg(scene(1).resize((900, 600)))))
    assert len(ties(newsroom)) == 2


def test_a_file_that_came_again_meanwhile_stands_once_and_in_both_stories(newsroom: Newsroom) -> None:
    newsroom.take(post(0, jpeg(scene(1))))
    age(newsroom)
    newsroom.take(post(1, jpeg(scene(1))))
    assert renewed(newsroom) == 1
    with newsroom.app.database.read() as tx:
        assert tx.execute(sa.select(twin_photos.c.version)).scalars().all() == [VERSION]
        assert len(tx.execute(sa.select(twin_photo_places)).all()) == 2
        known = set(tx.execute(sa.select(twin_photos.c.pk)).scalars())
        assert set(tx.execute(sa.select(twin_photo_bands.c.photo)).scalars()) == known


@pytest.mark.parametrize("left", [b"", b"GIF89a, but nothing of a picture", None])
def test_of_a_file_that_is_gone_or_broken_only_the_very_same_ties(newsroom: Newsroom, left: bytes | None) -> None:
    newsroom.take(post(0, jpeg(scene(1))))
    age(newsroom)
    with newsroom.app.database.read() as tx:
        file = newsroom.app.blobs.path(tx.execute(sa.select(twin_photos.c.sha256)).scalar_one())
    file.chmod(0o600)
    file.unlink() if left is None else file.write_bytes(left)
    assert renewed(newsroom) == 1 and renewed(newsroom) == 0
    newsroom.take(post(1, jpeg(scene(1).resize((600, 400)))))
    assert ties(newsroom) == []
    newsroom.take(post(2, jpeg(scene(1))))
    assert len(ties(newsroom)) == 2  # the same file as of the first, a copy of the second


def test_the_command_looks_at_photos_anew(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.take(post(0, jpeg(scene(1))))
    age(newsroom)
    file = tmp_path / "again.toml"
    data, url = newsroom.app.settings.data, newsroom.app.settings.database_url
    outlets = "\n".join(
        f'[[outlets]]\ncode = "{one.code}"\nname = "x"\naddress = "{one.address}"'
        for one in newsroom.app.settings.outlets
    )
    file.write_text(f'data = "{data}"\ndatabase = "{url}"\n{outlets}\n')
    done = CliRunner().invoke(cli, ["--settings", str(file), "rebuild", "twins"])
    assert done.exit_code == 0, done.output
    assert photos.outdated(newsroom.app.database) == 0

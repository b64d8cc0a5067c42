"""`tinbai rebuild search`: every draft is found again, also one that the index had lost."""

from pathlib import Path

import sqlalchemy as sa
from click.testing import CliRunner

from tests.desk_data import a_draft
from tinbai import settings
from tinbai.app import open_app
from tinbai.cli.main import cli
from tinbai.store import search
from tinbai.store.search_tables import searched


def test_the_command_indexes_everything_anew(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'data = "{tmp_path}"\n[[outlets]]\ncode = "demo"\nname = "x"\naddress = "demo@x.vn"\n')
    app = open_app(settings.load(file))
    lost, *_ = [a_draft(app, f"Mùa vàng {number}", hours=number) for number in range(30)]
    with app.database.write() as tx:
        search.forget(tx, [("demo", lost.id)])
        assert search.left(tx) == 1
    done = CliRunner().invoke(cli, ["--settings", str(file), "rebuild", "search"])
    assert (done.exit_code, done.stderr) == (0, "Đã lập lại chỉ mục tìm kiếm.\n")
    with app.database.write() as tx:
        assert search.left(tx) == 0
        tx.execute(searched.update().values(unit="lost"))
    CliRunner().invoke(cli, ["--settings", str(file), "rebuild", "search"])
    with app.database.read() as tx:
        assert set(tx.execute(sa.select(searched.c.unit)).scalars()) == {""}
    app.close()

"""`serve` and `up` on a data folder that is not the database's own."""

from pathlib import Path

import pytest
from sqlalchemy import text

from cli import opening
from models.database import owner_engine
from tests.cli.conftest import Type


@pytest.fixture(scope="module")
def without_files(opened: Path) -> Path:
    """The folder of a database in which a file is registered that it does not have."""
    registered = text(
        "INSERT INTO evidence (district_id, kind, subject_id, sha256, role, name, size, media_type,"
        " uploaded_by, uploaded_at) SELECT district_id, 'node', 'x', repeat('ab', 32), 'evidence',"
        " '佐证.pdf', 1, 'application/pdf', 'admin', now() FROM year"
    )
    with opening.opened(opened) as house:
        engine = owner_engine(house.database.address)
        with engine.begin() as connection:
            connection.execute(registered)
        engine.dispose()
    return opened


@pytest.mark.parametrize("command", ["serve", "up"])
def test_it_is_not_served(type_: Type, without_files: Path, command: str):
    said = type_(command, "--data", without_files)

    assert said.status == 1
    assert "数据目录与数据库不符" in said.err
    assert "没有已登记的佐证材料" in said.err
    assert "--incomplete" in said.err

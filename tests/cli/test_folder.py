"""Commands on a data folder with its embedded database."""

import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kit.clock import CLOCK_FILE, FolderClock
from services.backups import DUMP
from tests.cli.conftest import Type


def test_an_opened_year_is_told_with_its_plan(type_: Type, opened: Path):
    said = type_("trail", "verify", "--data", opened, "--json")

    assert said.status == 0
    assert said.document["ok"] is True
    assert said.document["records"] >= 1237
    assert said.document["first_bad"] is None


def test_a_second_import_changes_nothing(type_: Type, opened: Path):
    said = type_("import", "plans/fangshan-2017/indicator-table.xlsx", "--data", opened, "--json")

    assert said.status == 1
    assert "1237" in said.out


def test_a_changed_byte_is_named(type_: Type, opened: Path):
    records = opened / "records.jsonl"
    type_("trail", "export", records, "--data", opened)
    assert len(records.read_text("utf-8").splitlines()) >= 1237
    first = json.loads(records.read_text("utf-8").splitlines()[0])
    assert {"kind", "subject_id", "number", "hash", "prev"} <= first.keys()


def test_people_are_added_given_capacities_and_tokens(type_: Type, opened: Path):
    added = type_("person", "add", "zhang", "张三", "--data", opened, given="a-Long-password-1\n")
    given = type_("person", "capacity", "zhang", "unit_head", "--unit", "D01", "--data", opened)
    token = type_("person", "token", "zhang", "--data", opened, "--json")

    assert (added.status, given.status, token.status) == (0, 0, 0)
    assert len(token.document["token"]) > 30


def test_a_short_password_is_refused(type_: Type, opened: Path):
    said = type_("person", "add", "li", "李四", "--data", opened, given="short\n")

    assert said.status == 1
    assert "12" in said.err


def test_a_unit_capacity_needs_its_unit(type_: Type, opened: Path):
    type_("person", "add", "wang", "王五", "--data", opened, given="a-Long-password-1\n")

    said = type_("person", "capacity", "wang", "unit_head", "--data", opened)

    assert said.status == 1
    assert "--unit" in said.err


def test_the_clock_of_a_real_folder_is_not_moved(type_: Type, opened: Path):
    said = type_("clock", "advance", "7d", "--data", opened)

    assert said.status == 1


def test_the_clock_of_a_rehearsed_folder_is_moved(type_: Type, tmp_path: Path):
    FolderClock.start(tmp_path / CLOCK_FILE, datetime(2017, 10, 20, tzinfo=UTC))

    said = type_("clock", "advance", "7d", "--data", tmp_path, "--json")

    assert said.status == 0
    assert said.document["now"].startswith("2017-10-27")


def test_a_strange_duration_is_wrong_usage(type_: Type, tmp_path: Path):
    assert type_("clock", "advance", "soon", "--data", tmp_path).status == 2


def test_a_backup_restored_elsewhere_tells_the_same(type_: Type, opened: Path, short_folder: Path):
    file, other = short_folder / "backup.tar", short_folder / "o"
    records = type_("trail", "verify", "--data", opened, "--json").document["records"]

    assert type_("db", "backup", file, "--data", opened).status == 0
    assert type_("db", "restore", file, "--data", other).status == 0

    said = type_("trail", "verify", "--data", other, "--json")
    assert said.document["ok"] is True
    assert said.document["records"] == records
    assert type_("db", "restore", file, "--data", other).status == 1


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("../elsewhere", tarfile.REGTYPE),
        ("files/../../elsewhere", tarfile.REGTYPE),
        ("/elsewhere", tarfile.REGTYPE),
        ("files/link", tarfile.SYMTYPE),
        ("files/same", tarfile.LNKTYPE),
        ("files/pipe", tarfile.FIFOTYPE),
    ],
)
def test_a_backup_that_somebody_prepared_lays_out_nothing(
    type_: Type, tmp_path: Path, name: str, what: bytes
):
    file, other = tmp_path / "backup.tar", tmp_path / "o"
    with tarfile.open(file, "w") as archive:
        archive.addfile(tarfile.TarInfo(DUMP))
        member = tarfile.TarInfo(name)
        member.type, member.linkname = what, "/etc/hosts"
        archive.addfile(member)

    said = type_("db", "restore", file, "--data", other)

    assert said.status == 1
    assert name in said.err
    assert not other.exists()


def test_a_table_exported_reads_again_as_it_was(type_: Type, opened: Path, short_folder: Path):
    file = short_folder / "out.xlsx"

    assert type_("export", file, "--data", opened).status == 0

    before = type_("import", "plans/fangshan-2017/indicator-table.xlsx", "--dry-run", "--json")
    after = type_("import", file, "--dry-run", "--json")
    assert after.document["problems"] == []
    assert _without_row(after.document) == _without_row(before.document)


def test_the_facts_of_a_year_are_exported_as_json(type_: Type, opened: Path, short_folder: Path):
    file = short_folder / "facts.json"

    said = type_("export", file, "--data", opened, "--json")

    facts = json.loads(file.read_text("utf-8"))
    assert said.document == {"file": str(file), "units": 0, "district": "fangshan", "year": 2017}
    assert facts["settings"]["composition"]["daily_share"] == "80"
    assert type_("export", file, "--data", opened, "--year", "1999").status == 1


def _without_row(document: dict) -> list[dict]:
    return [
        {name: value for name, value in row.items() if name != "row"}
        for row in document["indicators"]
    ]


def test_an_unreachable_database_is_named_without_its_password(
    type_: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from kit.settings import settings  # noqa: PLC0415 - read anew

    address = "postgresql://office:secret@127.0.0.1:1/nothing"
    monkeypatch.setenv("JIXIAO_DATABASE_URL", address)
    settings.cache_clear()

    said = type_("trail", "verify", "--data", tmp_path)

    settings.cache_clear()
    assert said.status == 1
    assert "127.0.0.1:1" in said.err
    assert "secret" not in said.err

"""The generated pages are fresh, and staleness does not go unseen."""

from pathlib import Path

import pytest

from docs.__main__ import HOME, main, pages, stale, write
from states.catalogue import LIFECYCLES

PAGE = "lifecycles/indicator.md"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write(tmp_path, pages())
    return tmp_path


def test_the_pages_of_the_house_are_fresh():
    assert stale(HOME, pages()) == [], "run `make docs`"


def test_every_lifecycle_has_a_page_and_a_line_in_the_index():
    index = pages()["lifecycles/README.md"]
    for kind in LIFECYCLES:
        assert f"lifecycles/{kind}.md" in pages()
        assert f"]({kind}.md)" in index


def test_what_was_written_is_fresh(home: Path):
    assert write(home, pages()) == []
    assert main(["--check"], home) == 0


def test_a_changed_page_is_named_and_fails(home: Path, capsys: pytest.CaptureFixture[str]):
    (home / PAGE).write_text("something else", "utf-8")

    assert main(["--check"], home) == 1
    assert f"docs/{PAGE}" in capsys.readouterr().out


def test_a_missing_page_is_named(home: Path):
    (home / PAGE).unlink()

    assert stale(home, pages()) == [PAGE]


def test_a_page_left_over_is_named_and_removed(home: Path):
    (home / "lifecycles/nothing.md").write_text("# 无", "utf-8")

    assert stale(home, pages()) == ["lifecycles/nothing.md"]
    assert write(home, pages()) == ["lifecycles/nothing.md"]
    assert not (home / "lifecycles/nothing.md").exists()


def test_writing_mends_what_is_stale_alone(home: Path, capsys: pytest.CaptureFixture[str]):
    (home / PAGE).write_text("something else", "utf-8")

    assert main([], home) == 0
    assert capsys.readouterr().out == f"wrote docs/{PAGE}\n"
    assert stale(home, pages()) == []


def test_an_unknown_argument_is_wrong_usage(home: Path):
    assert main(["--chekc"], home) == 2

"""Evidence: what a file is, not what it is called; stored once, by its hash."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from kit.errors import BadInput, NotFound
from services import evidence, nodes
from services.acts import Order
from services.filing import FileStore
from services.house import House
from tests.builders import plan
from tests.services.hands import PDF, at, do, rows

RULE = plan().evidence
NODE = "2017-D01-001-3"


def _in_pieces(content: bytes, size: int) -> list[bytes]:
    return [content[place : place + size] for place in range(0, len(content), size)]


@pytest.mark.parametrize("size", [1, 3, 16, 1000])
def test_a_file_is_stored_by_its_hash_however_it_comes(tmp_path: Path, size: int):
    store = FileStore(tmp_path / "files")
    stored = store.put(_in_pieces(PDF, size), RULE, "甲.pdf")
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (stored.size, stored.media_type) == (len(PDF), "application/pdf")
    assert store.path(stored.sha256).read_bytes() == PDF
    assert store.put([PDF], RULE, "乙.docx") == stored
    assert [p.name for p in (tmp_path / "files").rglob("*") if p.is_file()] == [stored.sha256]


@pytest.mark.parametrize("size", [1, 2, 64])
@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00" + bytes(60), b"\x7fELF" + bytes(60), b"#!/bin/sh\nrm -rf /\n", bytes(64)],
    ids=["exe", "elf", "script", "zeros"],
)
def test_a_program_in_a_papers_clothes_is_refused_and_leaves_nothing(
    tmp_path: Path, content: bytes, size: int
):
    store = FileStore(tmp_path)
    for name in ("报告.pdf", "表.xlsx", "图.png", "甲"):
        with pytest.raises(BadInput):
            store.put(_in_pieces(content, size), RULE, name)
    assert list(tmp_path.iterdir()) == []


def test_size_is_counted_while_it_comes_and_an_empty_file_is_none(tmp_path: Path):
    store, small = FileStore(tmp_path), replace_limit(100)
    assert store.put([PDF.ljust(100, b" ")], small, "甲.pdf").size == 100
    taken = iter([PDF.ljust(100, b" "), b"x", b"never read"])
    with pytest.raises(BadInput):
        store.put(taken, small, "甲.pdf")
    assert next(taken) == b"never read"
    with pytest.raises(BadInput):
        store.put([], RULE, "空.pdf")
    assert len(list(tmp_path.iterdir())) == 1


def replace_limit(most: int):
    """The plan's rule with another limit."""
    return (
        RULE.model_copy(update={"max_bytes": most})
        if hasattr(RULE, "model_copy")
        else replace(RULE, max_bytes=most)
    )


def _attach(house: House, name: str, content: bytes, actor: str = "d01-clerk", **body: str):
    stored = house.store.put([content], RULE, "x.pdf")
    at(house, actor, evidence.attach, "node", Order(NODE, body), stored, name)
    return stored


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\报告.pdf", "报告.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("", "未命名"),
        ("..", "未命名"),
        ("长" * 500 + ".pdf", "长" * 120),
    ],
    ids=["climbing", "windows", "control", "turned", "empty", "dots", "long"],
)
def test_a_name_is_cleaned_before_it_is_shown(shared_working: House, name: str, shown: str):
    stored = _attach(shared_working, name, PDF + repr(name).encode())
    (kept,) = rows(shared_working, "SELECT * FROM evidence WHERE sha256 = :s", s=stored.sha256)
    assert kept["name"] == shown
    (said,) = rows(
        shared_working, "SELECT data FROM trail WHERE data->>'sha256' = :s", s=stored.sha256
    )
    assert said["data"]["name"] == shown


def test_the_same_file_twice_on_one_node_is_told(shared_working: House):
    _attach(shared_working, "甲.pdf", PDF)
    with pytest.raises(BadInput):
        _attach(shared_working, "乙.pdf", PDF)


def test_only_the_unit_attaches_only_what_takes_files_and_in_a_known_role(shared_working: House):
    for actor, refusal in (("t20-head", NotFound), ("nobody", NotFound)):
        with pytest.raises(refusal):
            _attach(shared_working, "甲.pdf", PDF + b"2", actor)
    with pytest.raises(BadInput):
        _attach(shared_working, "甲.pdf", PDF + b"3", role="bribe")
    stored = shared_working.store.put([PDF], RULE, "x.pdf")
    with pytest.raises(BadInput):
        at(shared_working, "d01-head", evidence.attach, "indicator", Order("x"), stored, "x")


def test_evidence_stands_for_a_report_and_its_hash_in_the_trail(working_house: House):
    stored = _attach(working_house, "甲.pdf", PDF)
    do(working_house, "d01-head", nodes.report, NODE, progress="完成")
    (said,) = rows(
        working_house, "SELECT data FROM trail WHERE subject_id = :n AND trigger = 'report'", n=NODE
    )
    assert said["data"]["evidence"] == [stored.sha256]

"""The pages about lifecycles show the whole table and nothing else."""

import re

import pytest

from docs.drawing import drawing
from docs.lifecycle_pages import lifecycle_pages
from states.catalogue import LIFECYCLES

ARROW = re.compile(r"    (\S+) --> (\w+): (.+)")
BOX = re.compile(r'    state "(\S+) (\w+)" as (\w+)')
#: Words that Mermaid keeps for itself in a state diagram.
RESERVED = {"state", "note", "end", "direction", "class", "classdef", "style", "default", "as"}


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_the_drawing_has_one_arrow_for_each_move(kind: str):
    lifecycle = LIFECYCLES[kind]
    drawn = [
        (source, target, verb)
        for source, target, verbs in ARROW.findall(drawing(lifecycle))
        for verb in verbs.split("<br/>")
    ]

    rows = [(str(r.source), str(r.target), f"{r.trigger.zh} {r.trigger}") for r in lifecycle.rows]
    born = lifecycle.born
    assert sorted(drawn) == sorted(
        [("[*]", str(born.target), f"{born.trigger.zh} {born.trigger}"), *rows]
    )


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_the_drawing_has_one_labelled_box_for_each_state(kind: str):
    lifecycle = LIFECYCLES[kind]

    boxes = BOX.findall(drawing(lifecycle))

    assert boxes == [(state.zh, str(state), str(state)) for state in lifecycle.states]


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_the_drawing_is_all_boxes_and_arrows(kind: str):
    first, second, *lines = drawing(LIFECYCLES[kind]).splitlines()

    assert (first, second) == ("stateDiagram-v2", "    direction LR")
    assert all(BOX.fullmatch(line) or ARROW.fullmatch(line) for line in lines)


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_no_label_breaks_the_drawing(kind: str):
    lifecycle = LIFECYCLES[kind]
    for word in (*lifecycle.states, *lifecycle.triggers):
        assert not set(word.zh) & set('":;#{}<>|\n ')
    for state in lifecycle.states:
        assert str(state) not in RESERVED


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_the_table_has_a_line_for_every_trigger_with_the_same_number_of_cells(kind: str):
    lifecycle = LIFECYCLES[kind]
    page = lifecycle_pages()[f"lifecycles/{kind}.md"]
    lines = [line for line in page.splitlines() if line.startswith("| ")]

    for trigger in lifecycle.triggers:
        assert any(line.startswith(f"| {trigger.zh} {trigger} |") for line in lines)
    assert {line.count("|") for line in lines} == {6}


def test_rows_that_differ_in_their_source_alone_share_a_line():
    page = lifecycle_pages()["lifecycles/indicator.md"]

    assert "| 申报 declare | 草稿 draft、已退回 returned → 已申报 declared | 单位责任人 |" in page
    assert "| 修改 revise | 草稿 draft、已退回 returned → 不变 |" in page


def test_a_line_tells_who_and_what_is_asked_and_whether_a_reason_is_due():
    page = lifecycle_pages()["lifecycles/node.md"]

    assert "| 退回补正 return | 已填报 reported → 退回补正 returned |" in page
    assert "| Object when one person reports and accepts (四眼原则). | 是 |" in page

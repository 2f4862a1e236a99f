"""The inside of a workbook: as other programs write it, and with anything at all changed."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import BadInput
from plans.table.reading import read_table
from tests.plans_table.spoiling import (
    SHEET,
    SMALL,
    sheet_text,
    with_part,
    with_shared,
    with_sheet,
)
from tests.plans_table.tables import good_unit, saved, told, vocabulary, workbook


def test_parts_written_by_other_programs_read_the_same():
    text = sheet_text()
    nameless = re.sub(r'<row r="2".*?</row>', lambda row: _without_addresses(row[0]), text)
    prefixed = re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", text.replace("xmlns=", "xmlns:x="))
    assert nameless != text

    expected = read_table(SMALL, vocabulary())

    assert len(expected.indicators) == 3
    for other in (nameless.encode(), prefixed.encode(), text.encode("utf-16")):
        assert read_table(with_part(SHEET, other), vocabulary()) == expected


def _without_addresses(row: str) -> str:
    return re.sub(r' r="[A-Z]+[0-9]+"', "", row)


def test_shared_and_rich_texts_are_joined_and_their_reading_aids_left_out():
    rich = "<r><t>区水</t></r><r><t>务局</t></r><rPh><t>qushuiwuju</t></rPh>"

    expected = read_table(SMALL, vocabulary())

    assert read_table(with_shared("<t>区水务局</t>"), vocabulary()) == expected
    assert read_table(with_shared(rich), vocabulary()) == expected


def test_a_formula_counts_with_the_value_the_file_holds_for_it():
    calculated = with_sheet("<v>75</v>", "<f>70+5</f><v>75</v>")
    never = with_sheet("<v>75</v>", "<f>70+5</f>")

    assert read_table(calculated, vocabulary()).problems == ()
    assert told(read_table(never, vocabulary())) == [("部门", "D3", "weight.formula_error")]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_with_any_bytes_changed_is_read_or_refused(data: st.DataObject):
    spoiled = bytearray(SMALL)
    places = st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255))
    for place, byte in data.draw(st.lists(places, min_size=1, max_size=8)):
        spoiled[place] = byte

    _read_or_refuse(bytes(spoiled))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_sheet_with_any_character_changed_is_read_or_refused(data: st.DataObject):
    text = sheet_text().encode()
    place = data.draw(st.integers(0, len(text) - 2))
    put = data.draw(st.sampled_from([b"", b"<", b'"', b"9", b"A", b"\xff", b"999999999", b"/>"]))

    _read_or_refuse(with_part(SHEET, text[:place] + put + text[place + 1 :]))


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([f"{column}{row}" for row in range(2, 6) for column in "ABCDEFGHIJKLMNOPQR"]),
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
        st.floats(allow_nan=False, allow_infinity=False),
        st.integers(),
        st.booleans(),
        st.dates(),
        st.sampled_from(["#REF!", "#DIV/0!", "=A1", "=SUM(", None, "合计", "注：", "_xD800_"]),
    ),
)
def test_whatever_stands_in_a_cell_the_table_is_read_or_refused(cell: str, value: object):
    book = workbook(good_unit())
    book.worksheets[0][cell] = value

    _read_or_refuse(saved(book))


def _read_or_refuse(data: bytes) -> None:
    try:
        table = read_table(data, vocabulary())
    except BadInput:
        return
    assert len(table.indicators) <= table.rows
    assert all(problem.cell and problem.remedy for problem in table.problems)

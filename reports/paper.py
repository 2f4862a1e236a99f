"""What a paper is made of (公文文稿): headings, paragraphs, tables; and the paper as plain text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

#: Numbers of headings of the first level (GB/T 9704—2012).
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first level; it is numbered where it is set."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its header and its rows, as many cells in each."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part = Heading | Text | Grid


def blocks_of(blocks: Mapping[str, str], *names: str) -> Iterator[Part]:
    """Set the text that the office wrote, a paragraph a line; nothing where it wrote nothing."""
    for name in names:
        for line in blocks.get(name, "").splitlines():
            if line.strip():
                yield Text(line.strip())


def listed(sentences: Sequence[str], none: str) -> Iterator[Part]:
    """Number sentences, or say that there are none."""
    if not sentences:
        yield Text(none)
    for place, sentence in enumerate(sentences, start=1):
        yield Text(f"{place}. {sentence}")


def plain(title: str, parts: Sequence[Part]) -> str:
    """Write a paper as plain text: title, numbered headings, paragraphs, aligned tables."""
    lines, headings = [title, ""], 0
    for part in parts:
        if isinstance(part, Heading):
            lines.append(f"{_NUMERALS[headings]}、{part.text}")
            headings += 1
        elif isinstance(part, Text):
            lines.append(part.text)
        else:
            lines += _aligned(part)
    return "\n".join(lines)


def _aligned(grid: Grid) -> Iterator[str]:
    rows = (grid.header, *grid.rows)
    widths = [max(_width(row[place]) for row in rows) for place in range(len(grid.header))]
    for row in rows:
        cells = [
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    # A Chinese character is as wide as two Latin ones.
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)

"""The code blocks of a page."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[tuple[str, str]]:
    """Give a page's code blocks in order, each with its language."""
    return _BLOCK.findall((DOCS / page).read_text("utf-8"))

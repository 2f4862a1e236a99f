"""`python -m docs` writes the generated pages; `--check` only names those that are stale."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from docs.lifecycle_pages import lifecycle_pages
from docs.security_page import security_page
from docs.seed_page import seed_page

HOME = Path(__file__).parent
#: What writes pages, as text by path below docs/.
GENERATORS: tuple[Callable[[], Mapping[str, str]], ...] = (
    lifecycle_pages,
    seed_page,
    security_page,
)
#: Folders that hold generated pages and nothing else.
GENERATED = ("lifecycles",)


def pages() -> Mapping[str, str]:
    """Generate all pages, as text by path below docs/."""
    return {path: text for generate in GENERATORS for path, text in generate().items()}


def stale(home: Path, wanted: Mapping[str, str]) -> list[str]:
    """Name the pages that are missing, differ from what is wanted, or are left over."""
    differing = {path for path, text in wanted.items() if _text(home / path) != text}
    return sorted(differing | _left_over(home, wanted))


def write(home: Path, wanted: Mapping[str, str]) -> list[str]:
    """Write what is stale, remove what is left over, and name both."""
    changed = stale(home, wanted)
    for path in changed:
        page = home / path
        if path not in wanted:
            page.unlink()
            continue
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(wanted[path], "utf-8", newline="\n")
    return changed


def _text(page: Path) -> str | None:
    return page.read_text("utf-8") if page.is_file() else None


def _left_over(home: Path, wanted: Mapping[str, str]) -> set[str]:
    found = (page for folder in GENERATED for page in (home / folder).rglob("*") if page.is_file())
    return {page.relative_to(home).as_posix() for page in found} - set(wanted)


def main(arguments: list[str], home: Path = HOME) -> int:
    """Write the pages below `home`, or with `--check` name the stale ones.

    Returns:
        0 when all is fresh or written, 1 when pages are stale, 2 for unknown arguments.
    """
    if arguments not in ([], ["--check"]):
        print("usage: python -m docs [--check]", file=sys.stderr)
        return 2
    if not arguments:
        for path in write(home, pages()):
            print(f"wrote docs/{path}")
        return 0
    found = stale(home, pages())
    for path in found:
        print(f"stale: docs/{path} (make docs)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

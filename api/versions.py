"""What of the API is on its way out (停用): told in headers for as long as it still works.

The policy is docs/api-versions.md: what is in this table goes on working until it is gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any

from starlette.types import Scope

#: Where the present version lies.
PREFIX = "/api/v1"
#: Where it is told: the document's description holds the policy.
POLICY = f"{PREFIX}/openapi.json"


@dataclass(frozen=True, slots=True)
class Retiring:
    """An operation that will be gone.

    Attributes:
        since: the day from which it is deprecated.
        gone_on: the day from which it answers 404.
        successor: the path that takes its place; empty when nothing does.
    """

    since: date
    gone_on: date
    successor: str = ""


#: By operation id.
RETIRING: dict[str, Retiring] = {}


def told(scope: Scope) -> Mapping[str, str]:
    """Tell that the operation which answers is on its way out (RFC 9745, RFC 8594)."""
    found = RETIRING.get(getattr(scope.get("route"), "operation_id", None) or "")
    if found is None:
        return {}
    links = [f'<{POLICY}>; rel="deprecation"']
    if found.successor:
        links.append(f'<{found.successor}>; rel="successor-version"')
    return {
        "Deprecation": f"@{int(_begin(found.since).timestamp())}",
        "Sunset": format_datetime(_begin(found.gone_on), usegmt=True),
        "Link": ", ".join(links),
    }


def mark(document: Mapping[str, Any]) -> None:
    """Mark in the document of the API what is on its way out."""
    for methods in document["paths"].values():
        for operation in methods.values():
            if operation.get("operationId") in RETIRING:
                operation["deprecated"] = True


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)

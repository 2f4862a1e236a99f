"""Why (为什么): why an indicator has its points, and a result its total."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from kit.errors import NotFound
from scoring.explain import Explained
from services import browse
from services.desk import Desk
from services.people import SignedIn

_SCORE = text(
    "SELECT number, version, method, method_version, inputs, points, explanation FROM score"
    " WHERE district_id = :district AND indicator_id = :id ORDER BY number DESC LIMIT 1"
)


def score_of(desk: Desk, person: SignedIn, indicator_id: str) -> dict[str, Any]:
    """Tell the score of an indicator and how it came about; of several, the last.

    Raises:
        NotFound: there is no such indicator, it is out of sight, or it has no score yet.
    """
    browse.found(desk.connection, person, "indicator", indicator_id, browse.ALWAYS)
    asked = {"district": person.district_id, "id": indicator_id}
    found = desk.connection.execute(_SCORE, asked).mappings().one_or_none()
    if found is None:
        raise NotFound("这项指标还没有计分。")
    return {"indicator_id": indicator_id, **found}


def explanation_of(desk: Desk, person: SignedIn, result_id: str) -> Mapping[str, Any]:
    """Tell how a unit's total came about, down to value, rule and evidence.

    Raises:
        NotFound: there is no such result, it is out of sight, or its total is not computed yet.
    """
    shown = (*browse.ALWAYS, "explanation")
    found = browse.found(desk.connection, person, "result", result_id, shown)["explanation"]
    if found is None:
        raise NotFound("这份结果还没有算出总分。")
    return found


def outline(explanation: Mapping[str, Any]) -> str:
    """Write an explanation as an outline in Chinese."""
    return "\n".join(Explained.from_data(explanation).lines()) + "\n"

"""The plan amended in its running year (修改方案): a harmless setting, through its gate."""

import re
from collections.abc import Mapping

from cli.rehearsal.stage import Stage, Turn
from plans.loading import parse
from services import gates, years
from services.acts import Order, one
from services.gate_subjects import question_about
from services.rules import rules_of

_GATE = "plan_amended"
_MAIN = "plan.toml"
#: So many minutes somebody who typed the wrong password waits.
_SETTING = re.compile(r'("?lockout_minutes"?\s*=\s*)\d+')
_WHY = "各单位反映锁定时间过短，易被反复尝试，适当延长。"


def ask_to_amend(stage: Stage, turn: Turn) -> None:
    """The office asks the conference about the new text, named by its digest."""
    del turn
    question = question_about(stage.plan.year, parse(_amended(stage)).digest)
    gates.request(stage.desk("office-clerk", _WHY), _GATE, question)


def amend(stage: Stage, turn: Turn) -> None:
    """The director puts the new text into force; everybody goes by it from now on."""
    del turn
    order = Order(str(stage.plan.year), {"files": _amended(stage)}, reason=_WHY)
    one(years.amend(stage.desk("office-director"), [order]))
    stage.rules = rules_of(stage.connection, stage.plan.district, stage.plan.year)


def _amended(stage: Stage) -> Mapping[str, str]:
    (row,) = stage.rows("SELECT plan FROM year WHERE district_id = :district AND year = :year")
    files: dict[str, str] = row["plan"]
    return {**files, _MAIN: _SETTING.sub(r"\g<1>20", files[_MAIN], count=1)}

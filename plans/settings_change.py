"""Change of course: tasks inserted, bodies renamed or merged, the plan itself amended (设置)."""

from plans.fields import Ruled, Text, Yes
from plans.words import SuccessorScore
from states.capacity import Capacity
from states.category import Category


class Insertions(Ruled):
    """Tasks that the office inserts during the year on a superior's document (年中增加任务).

    Attributes:
        categories: in which they may be inserted.
        by_gate: the conference confirms the table anew before they start.
        by: who starts them where no gate is asked.
    """

    categories: tuple[Category, ...]
    by_gate: Yes = False
    by: Capacity

    @property
    def starter(self) -> Capacity | None:
        """Who puts an inserted task into effect; none where the gate lets it through."""
        return None if self.by_gate else self.by


class UnitChanges(Ruled):
    """Bodies that are renamed, merged or split during the year (机构变动).

    Attributes:
        by: who decides.
        by_gate: the conference decides before, at the gate `unit_changed`.
        score: how a successor's daily score comes about.
    """

    by: Capacity
    by_gate: Yes = False
    score: SuccessorScore


class PlanAmendments(Ruled):
    """What of the plan may be changed while its year runs, at the gate `plan_amended`.

    Attributes:
        sections: names of the plan's tables; whatever else stays until the next year.
    """

    sections: tuple[Text, ...]


#: For years that were opened on a plan which does not speak of it.
INSERTIONS = Insertions(
    basis="设置：年中增加重点任务凭上级文件，由绩效办主任下达",
    categories=(Category.KEY,),
    by=Capacity.OFFICE_DIRECTOR,
)
UNIT_CHANGES = UnitChanges(
    basis="设置：机构变动凭文件由绩效办主任批准；承接单位成绩按各部分存续天数加权",
    by=Capacity.OFFICE_DIRECTOR,
    score=SuccessorScore.DAYS_WEIGHTED,
)
PLAN_AMENDMENTS = PlanAmendments(
    basis="设置：年度中只修改期限、关口、申请、加扣分等办理规则",
    sections=("deadlines", "gates", "requests", "adjustments", "evidence", "numbering", "identity"),
)

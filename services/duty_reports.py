"""Duty reports (述职报告): written and handed in by the units, read by the judges, presented."""

from collections.abc import Sequence

from kit.errors import BadInput
from services import handing_in
from services.acts import Answers, Order, needed
from services.clocks import stands
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.reading import one_read
from services.units import assessed
from states.capacity import Capacity
from states.duty_report import DutyReportFacts, DutyReportTrigger

_T = DutyReportTrigger
_KIND = "duty_report"
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
_MOST = 20_000


def duty_report_facts(desk: Desk, subject: Subject, order: Order) -> DutyReportFacts:
    """Gather what the questions about a duty report look at."""
    return DutyReportFacts(**desk.base(subject, order), text=subject.row["text"])


DUTY_REPORT = Noun(_KIND, one_read(_KIND, f"{stands(_KIND, _KIND)} AS stands,"), duty_report_facts)


def lay_out(desk: Desk) -> Answers:
    """Give every assessed unit its duty report to write, in the plan's mode (建立); idempotent."""
    modes = desk.rules.plan.year_end.modes
    more = {unit.id: {"mode": modes[unit.kind].value} for unit in assessed(desk)}
    return handing_in.lay_out(desk, DUTY_REPORT, "D", more)


def revise(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Write (填写); body `text`."""
    return desk.move(DUTY_REPORT, _T.REVISE, orders, _revise)


def _revise(desk: Desk, subject: Subject, order: Order, facts: DutyReportFacts) -> Effect:
    del desk, subject, facts
    said = str(needed(order.body, "text", "述职报告正文"))
    if len(said) > _MOST:
        raise BadInput(f"述职报告不超过{_MOST}字，更多内容请以附件上传。")
    return Effect(columns={"text": said}, data={"text": said})


def submit(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Hand in (报送): from now on the judges read it; late after the plan's day, still taken."""
    return desk.move(DUTY_REPORT, _T.SUBMIT, orders, _submit)


def _submit(desk: Desk, subject: Subject, order: Order, facts: DutyReportFacts) -> Effect:
    del order, facts
    return handing_in.submitted(desk, _KIND, subject)


def return_(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Send back with a reason (退回); the due day stands."""
    return desk.move(DUTY_REPORT, _T.RETURN, orders, _return)


def _return(desk: Desk, subject: Subject, order: Order, facts: DutyReportFacts) -> Effect:
    del order
    return handing_in.returned(desk, _KIND, subject, facts.reason)


def present(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Note that it was presented (述职), on site or in writing."""
    return desk.move(DUTY_REPORT, _T.PRESENT, orders, _present)


def _present(desk: Desk, subject: Subject, order: Order, facts: DutyReportFacts) -> Effect:
    del subject, order, facts
    return Effect(
        columns={"presented_on": desk.today},
        data={"presented_on": str(desk.today)},
        messages=(Message("presented", _UNIT, "述职报告已述职，请等候测评结果。"),),
    )

"""When messages leave the house (消息送达): at once, with the day's digest, never at night."""

import re
from datetime import time
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from plans.fields import Ruled, Text, Yes

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def _clock(written: str) -> str:
    if not _CLOCK.fullmatch(written):
        raise PydanticCustomError("clock", "no time of day")
    return written


#: A time of day: `08:30`.
Clock = Annotated[Text, AfterValidator(_clock)]


class Messages(Ruled):
    """What goes for messages that leave the house; the inbox has them at once in any case.

    Attributes:
        due_at_once: reminders on the due day and after it do not wait for the digest.
        at_once: others that do not: `<kind>.<topic>`, either of them `*`.
        digest_at: when the digest of a working day goes out.
        quiet_from: nothing goes out from then on ...
        quiet_until: ... until then; the same time for never quiet.
        quiet_rest_days: nor on rest days.
    """

    due_at_once: Yes
    at_once: tuple[Text, ...]
    digest_at: Clock
    quiet_from: Clock
    quiet_until: Clock
    quiet_rest_days: Yes

    @property
    def digest_time(self) -> time:
        """When the digest goes out."""
        return time.fromisoformat(self.digest_at)

    @property
    def quiet(self) -> tuple[time, time]:
        """From when until when it is quiet."""
        return time.fromisoformat(self.quiet_from), time.fromisoformat(self.quiet_until)


#: For years that were opened on a plan which does not speak of it.
MESSAGES = Messages(
    basis="设置：到期和逾期的提醒、督办约谈、公文印发等随时送达，其余并入工作日8时30分的每日摘要；"
    "20时至次日8时和休息日不外送",
    due_at_once=True,
    at_once=(
        "supervision_notice.*",
        "talk.*",
        "alarm.raised",
        "document.issued",
        "gate.stalled",
        "gate.nudged",
        "webhook.failed",
    ),
    digest_at="08:30",
    quiet_from="20:00",
    quiet_until="08:00",
    quiet_rest_days=True,
)

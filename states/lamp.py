"""Lamps (亮灯): the marks of lateness beside a state, never a state themselves."""

from states.words import Word


class Lamp(Word):
    """How a subject stands against its deadline."""

    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"
    DOUBLE_RED = "double_red", "二次红灯"


#: The marks that a suspension and a calendar leave in the trail of whatever has a clock: it stands
#: (中止计时), it runs again (恢复计时), its day was reckoned anew (重算).
SUSPEND = "suspend"
RESUME = "resume"
RECOMPUTE = "recompute"

#: The verb of every mark that deadline enforcement leaves in a subject's trail (到点).
RING = "ring"
#: All that the clock leaves in a subject's trail; none of them is a move of its lifecycle.
MARKS = frozenset({RING, SUSPEND, RESUME, RECOMPUTE})

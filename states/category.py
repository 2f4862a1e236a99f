"""Categories of indicators (指标类型) and who verifies and scores each (方案 四（一）)."""

from states.words import Word


class Category(Word):
    """What kind of work an indicator measures (方案 三（三）)."""

    KEY = "key", "重点工作", "key work"
    OWN_FUNCTION = "own_function", "重点职能工作", "key own functions"
    DIFFERENTIAL = "differential", "差异性工作", "differential work"
    COMMON = "common", "共性工作", "common work"


#: The office decides on the examiner's opinion (方案 四（一）一是：区绩效办和“小考官”).
ON_EXAMINERS_OPINION = frozenset({Category.KEY})
#: The examiner decides alone (方案 四（一）三是).
BY_EXAMINER = frozenset({Category.COMMON})
#: The examiner's opinion is heard before the office reviews.
REVIEWED_WITH_OPINION = ON_EXAMINERS_OPINION | BY_EXAMINER
#: Declared by the unit itself, so never a copy of a task from above (方案 三（二）三是).
DECLARED_BY_ITSELF = frozenset({Category.OWN_FUNCTION, Category.DIFFERENTIAL})

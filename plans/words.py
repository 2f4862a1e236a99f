"""The choices a plan file may make, each with the words an officer reads."""

from states.words import Word


class UnitKind(Word):
    """What kind of body a unit is (方案 二（二）)."""

    DEPARTMENT = "department", "部门"
    TOWNSHIP = "township", "乡镇（街道）"
    OFFICE = "office", "区绩效办", "the assessing office, itself not assessed"


class Subkind(Word):
    """How a department is led (方案 二（二）)."""

    DIRECT = "direct", "区直单位", "led by the district"
    DUAL = "dual", "双管单位", "led by the district and by its superior body"


class Hand(Word):
    """Who verifies and scores a category of indicators (方案 四（一）)."""

    OFFICE = "office", "区绩效办"
    EXAMINER = "examiner", "小考官"
    OFFICE_ON_OPINION = (
        "office_on_opinion",
        "区绩效办和小考官",
        "the office on the examiner's opinion",
    )


class Case(Word):
    """When a set of category weights applies."""

    STANDARD = "standard", "一般"
    WITHOUT_KEY = "without_key", "未承担重点工作", "no key work"


class PhaseKey(Word):
    """The phases of the year (方案 五) and the use of results (方案 六)."""

    PREPARATION = "preparation", "准备阶段"
    INDICATOR_SETTING = "indicator_setting", "指标制定阶段"
    PLATFORM_READINESS = "platform_readiness", "信息化系统完善阶段"
    PROCESS_MANAGEMENT = "process_management", "过程管理阶段"
    ANNUAL_EVALUATION = "annual_evaluation", "年度考评阶段"
    USE_OF_RESULTS = "use_of_results", "结果运用阶段"


class Condition(Word):
    """What must hold before a phase opens or closes; the services know how to ask."""

    PLAN_PINNED = "plan_pinned", "实施方案已固定生效"
    CALENDAR_READY = "calendar_ready", "本年和下年工作日历已录入"
    ACCOUNTS_READY = "accounts_ready", "各单位经办人、责任人已设置"
    GOALS_COVERED = "goals_covered", "目标集各项均有单位承接"
    INDICATORS_REVIEWED = "indicators_reviewed", "全部指标已审核"
    WEIGHTS_SUM = "weights_sum", "各单位权重合计为100"
    INDICATORS_STARTED = "indicators_started", "全部指标已确认下达"
    NODES_CLOSED = "nodes_closed", "全部节点已办结"
    INDICATORS_SCORED = "indicators_scored", "全部指标已评分"
    ADJUSTMENTS_SETTLED = "adjustments_settled", "加扣分已审批"
    INSPECTIONS_CLOSED = "inspections_closed", "察访核验已办结"
    SELF_EVALUATED = "self_evaluated", "各单位自评已报送"
    DUTY_REPORTED = "duty_reported", "各单位已述职"
    DUTY_MARKED = "duty_marked", "述职考评成绩已计入"
    TIES_SETTLED = "ties_settled", "优秀名额边界同分已确定"
    RESULTS_PUBLISHED = "results_published", "年度成绩已发布"
    APPEALS_DECIDED = "appeals_decided", "复核申请已办结"
    OVERALL_REPORT_ISSUED = "overall_report_issued", "总报告已报区政府"
    RESULTS_HANDED_OVER = "results_handed_over", "考评结果已报区委组织部"
    UNIT_REPORTS_ISSUED = "unit_reports_issued", "分报告已发各单位"
    RECTIFICATIONS_SCORED = "rectifications_scored", "整改方案已核查评分"
    GATE_APPROVED = "gate_approved", "本阶段关口已通过"


class Start(Word):
    """From which event a deadline is counted."""

    DATE = "date", "规定日期", "the date itself"
    RECEIVED = "received", "签收", "receipt"
    RETURNED = "returned", "退回", "the return for correction"
    ISSUED = "issued", "下达", "issue"
    REQUESTED = "requested", "提请", "the request"
    FILED = "filed", "提出", "the filing"
    ACCEPTED = "accepted", "受理", "the acceptance"
    PUBLISHED = "published", "公布", "publication"
    TURN = "turn", "轮到办理", "the day from which it is somebody's turn"


class Escalation(Word):
    """What follows when a deadline has passed and nothing moves."""

    SUPERVISION_NOTICE = "supervision_notice", "督办", "a supervision notice"
    TALK = "talk", "提出约谈", "a talk proposed to the director"


class OthersTurn(Word):
    """What a clock that stands by itself waits for: somebody else's turn."""

    EXTENSION_REQUESTED = "extension_requested", "延期申请待批", "the decision on an extension"
    UNDER_REVIEW = "under_review", "报送后待审核", "the review of what was handed in"


class Placement(Word):
    """Where bonuses and deductions enter the total (方案 四（一）四是, 五（五）四是)."""

    INSIDE_DAILY = "inside_daily", "计入日常指标考核"
    AFTER_TOTAL = "after_total", "计入总分之后"


class Rounding(Word):
    """How a published number is rounded."""

    HALF_UP = "half_up", "四舍五入"


class TieBreak(Word):
    """What decides between equal totals."""

    DUTY_SCORE = "duty_score", "述职考评成绩"
    OFFICE_WITH_REASON = "office_with_reason", "区绩效办书面说明理由后确定"


class Level(Word):
    """Where a goal comes from (方案 三（二）)."""

    CITY = "city", "市级重点任务"
    DISTRICT = "district", "区级重点任务"


class Source(Word):
    """Where an inspected task comes from (方案 三（二）)."""

    CITY = "city", "市级重点任务"
    DISTRICT = "district", "区级重点任务"
    OWN = "own", "自主及共性工作", "own and common work"


class Risk(Word):
    """How much there is to be inspected for."""

    LOW = "low", "低风险"
    MEDIUM = "medium", "中风险"
    HIGH = "high", "高风险"


class ScoreScale(Word):
    """In what the city's scores of a task are given."""

    POINTS = "points", "分"
    PERCENT = "percent", "百分比"


class OnCancel(Word):
    """What becomes of the weight of a cancelled indicator."""

    REDISTRIBUTE = "redistribute", "在同类指标内按比例分摊", "shared out inside the category"
    OFFICE_DECIDES = "office_decides", "由区绩效办确定"


class SuccessorScore(Word):
    """How the daily score of a body comes about that took others over during the year."""

    DAYS_WEIGHTED = "days_weighted", "按各部分存续天数加权平均", "mean of the parts by their days"
    FRESH_START = "fresh_start", "只计变动之后", "what it came to after the change"

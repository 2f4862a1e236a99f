import pytest

from scoring.methods import METHODS, score, worked_example
from tests.scoring.test_methods import LATE, node

# fmt: off
RULES = {
    "completion": "完成率法：8.50 × min(180 ÷ 216, 1) = 7.08",
    "inverse": "反向完成率法：5.00 × 200 ÷ 250 = 4.00",
    "linear": "区间线性法：10.00 × (65.5 − 73) ÷ (63 − 73)（限于 0 至 1） = 7.50",
    "bands": "分档法：80 落在 [80, 90)，6.00 × 0.8 = 4.80",
    "rating": "评级法：评为良（专家组评审意见），4.00 × 0.85 = 3.40",
    "milestones": "节点法：10.00 × 70.0 ÷ 100 = 7.00",
    "deduction": "扣分法：max(5.00 − 0.7, 0) = 4.30",
    "overdraft": "倒扣法：2.00 − 2.5，扣完后另计入扣分账户 0.50（以 1 为限），本项 2.00 × 0 = 0.00",
    "benchmark": "标杆比例法：3.00 × 45 ÷ 60 = 2.25",
    "veto": "一票否决法：发生否决事项：较大生产安全事故（事故调查报告批复），"
            "年度等次至多良好，3.00 × 0 = 0.00",
    "imported": "第三方测评导入法：第三方机构（2017年度群众满意度测评报告）评 92.4 分，"
                "5.00 × 92.4 ÷ 100 = 4.62",
    "formula": "公式法：6.00 × [0.6 × done ÷ planned + 0.4 × min(rate ÷ 90, 1)]"
               "（done = 45，planned = 50，rate = 81；限于 0 至 1，为 0.90） = 5.40",
    "rank": "排名法：第 4 名，max(3.00 − (4 − 1) × 0.5, 0) = 1.50",
    "growth": "增幅法：4.00 × (0.6 + (1 − 0.6) × [(410 − 400) ÷ 400 × 100] ÷ 5)（限于 0 至 1）"
              " = 3.20",
    "target_challenge": "目标挑战双值法：6.00 × (0.9 + 0.1 × (6.3 − 6) ÷ (6.6 − 6)) = 5.70",
    "done": "是否法：已完成并经证实，2.00 × 1 = 2.00",
}
# fmt: on


@pytest.mark.parametrize("code", METHODS)
def test_the_rule_is_a_sentence_with_its_numbers(code: str):
    assert worked_example(code).rule == RULES[code]


def test_an_explanation_names_the_indicator_its_values_and_its_evidence():
    told = score(
        "completion",
        "8.50",
        {"target": "216", "floor": None},
        {"actual": 180},
        label="拆除违法建设面积",
        evidence=("sha256:ab",),
    )

    assert told.label == "拆除违法建设面积"
    assert told.values == {"权重": "8.50", "目标值": "216", "实际值": "180"}
    assert told.evidence == ("sha256:ab",)


def test_milestones_tell_each_node():
    told = score("milestones", 10, {}, {"milestones": [node(0), node(3), node(30), node(None)]})

    assert [(str(part.points), part.rule) for part in told.children] == [
        ("2.5", "按期完成，10 × 1 ÷ 4 × 1"),
        ("2.0", "迟 3 日完成，未超过 10 日，10 × 1 ÷ 4 × 0.8"),
        ("0", "迟 30 日完成，超过 10 日，10 × 1 ÷ 4 × 0"),
        ("0", "未完成，10 × 1 ÷ 4 × 0"),
    ]


def test_deductions_tell_each_event():
    told = score(
        "deduction",
        10,
        {**LATE, "item_caps": {"迟到": "0.2"}, "cap": "0.7"},
        {"counts": {"迟到": 5, "缺席": 2}, "repeats": {"缺席": 1}},
    )

    assert told.rule == "扣分法：max(10 − min(1.1, 0.7), 0) = 9.30"
    assert [(part.label, str(part.points), part.rule) for part in told.children] == [
        ("迟到", "-0.2", "5 次，扣 0.1 × 5，不超过 0.2"),
        ("缺席", "-0.9", "2 次（其中重复 1 次），扣 0.3 × (2 + 1 × (2 − 1))"),
    ]

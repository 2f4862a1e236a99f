# ruff: noqa: RUF001 - officers read the signs of arithmetic, not letters that look alike

from decimal import Decimal, getcontext, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.explain import Explained, exactly, plain, shown

words = st.text(max_size=8)
points = st.decimals(
    allow_nan=False, allow_infinity=False, places=30, min_value=-100, max_value=100
)

trees = st.recursive(
    st.builds(Explained, words, points, words, st.dictionaries(words, words, max_size=3)),
    lambda inner: st.builds(
        Explained,
        words,
        points,
        words,
        st.dictionaries(words, words, max_size=3),
        st.lists(words, max_size=2).map(tuple),
        st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=8,
)


@given(trees)
def test_a_tree_survives_json_to_the_last_digit(tree: Explained):
    back = Explained.from_json(tree.to_json())

    assert back == tree
    assert str(back.points) == str(tree.points)
    assert list(back.lines()) == list(tree.lines())


@given(trees)
def test_the_same_tree_is_written_the_same_way_however_its_values_were_put_in(tree: Explained):
    turned = Explained(
        tree.label,
        tree.points,
        tree.rule,
        dict(reversed(tree.values.items())),
        tree.evidence,
        tree.children,
    )

    assert turned.to_json() == tree.to_json()


def test_points_are_written_as_strings():
    assert '"points":"7.0833"' in Explained("甲", Decimal("7.0833"), "").to_json()


def test_the_outline_goes_from_the_total_down_to_the_evidence():
    child = Explained(
        "乙", Decimal("1.005"), "1 × 1.005", {"权重": "1"}, ("sha256:ab", "房政〔1〕")
    )
    tree = Explained("甲", Decimal(-2), "0 − 2", children=(child,))

    assert list(tree.lines()) == [
        "甲：-2.00 分",
        "　计算：0 − 2",
        "　　乙：1.01 分",
        "　　　计算：1 × 1.005",
        "　　　依据数据：权重 1",
        "　　　佐证材料：sha256:ab；房政〔1〕",
    ]


@pytest.mark.parametrize(
    ("exact", "published"),
    [
        ("7.085", "7.09"),
        ("7.0849999", "7.08"),
        ("-0.004", "0.00"),
        ("2.675", "2.68"),
        ("1E+2", "100.00"),
    ],
)
def test_published_points_are_rounded_half_up(exact: str, published: str):
    assert str(shown(Decimal(exact))) == published


def test_numbers_are_written_without_exponent():
    assert [plain(Decimal(text)) for text in ("8.50", "1E+3", "0.00000001")] == [
        "8.50",
        "1000",
        "0.00000001",
    ]


def test_exact_arithmetic_ignores_and_restores_the_caller_s_context():
    third = exactly(lambda: Decimal(1) / 3)

    with localcontext() as narrow:
        narrow.prec = 4
        assert len(third().as_tuple().digits) == 28
        assert getcontext().prec == 4


def test_the_caller_s_context_is_restored_after_a_refusal_too():
    before = getcontext()

    with pytest.raises(ZeroDivisionError):
        exactly(lambda: Decimal(1) / 0)()

    assert getcontext() is before

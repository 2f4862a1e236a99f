"""Drawing once more (抽样复核): what a round was drawn from, and whether that bears it out."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from kit.errors import NotFound
from scoring.sampling import Stratum, digest_of, drawn, strata_of

_ROUND = text(
    "SELECT id, label, occasion, mode, state, drawn_on, seed, population, population_digest,"
    " rates, minimum, sample FROM inspection_round"
    " WHERE district_id = :district AND id = :id AND population IS NOT NULL"
)
_INSPECTED = text(
    "SELECT node_id FROM inspection WHERE district_id = :district AND round_id = :id ORDER BY 1"
)
_IN_TRAIL = text(
    "SELECT data FROM trail WHERE district_id = :district AND kind = 'inspection_round'"
    " AND subject_id = :id AND trigger = 'draw'"
)

_ALGORITHM = (
    "每层按 SHA-256(种子|编号) 的十六进制值从小到大排列，取前若干项："
    "层内总数乘以比例（%）向上取整，不少于最低数，不多于总数；比例为0的不抽。"
)


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw with all that decides it, and what was really inspected.

    Attributes:
        recorded: population digest and sample as the trail keeps them.
        inspected: the nodes of the round's inspections.
    """

    round_: dict[str, Any]
    strata: tuple[Stratum, ...]
    recorded: tuple[str, tuple[str, ...]]
    inspected: tuple[str, ...]

    @property
    def again(self) -> tuple[str, ...]:
        """The sample drawn once more from the stored population and the published seed."""
        rates = {name: Decimal(rate) for name, rate in self.round_["rates"].items()}
        found = drawn(self.round_["seed"], self.round_["population"], rates, self.round_["minimum"])
        return tuple(sorted(found))

    @property
    def problems(self) -> tuple[str, ...]:
        """What does not agree; empty when all does."""
        digest, sample = self.recorded
        checks = (
            (digest_of(self.round_["population"]) == digest, "总体与留痕中的摘要值不符。"),
            (self.again == sample, "按种子重新抽样，与留痕中的样本不符。"),
            (self.again == self.inspected, "按种子重新抽样，与实际核验的事项不符。"),
        )
        return tuple(said for agrees, said in checks if not agrees)

    def to_json(self) -> dict[str, Any]:
        """Shape of `inspection draw --json`; `scoring.sampling.drawn` tells how to redo it."""
        names = ("id", "label", "occasion", "mode", "seed", "minimum", "population_digest")
        return {
            **{name: self.round_[name] for name in names},
            "drawn_on": str(self.round_["drawn_on"]),
            "algorithm": _ALGORITHM,
            "strata": [
                {"name": s.name, "size": s.size, "rate": format(s.rate, "f"), "take": s.take}
                for s in self.strata
            ],
            "sample": list(self.again),
            "inspected": list(self.inspected),
            "population": self.round_["population"],
            "ok": not self.problems,
            "problems": list(self.problems),
        }


def look(connection: Connection, district_id: str, round_id: str) -> Draw:
    """Read a round's draw.

    Raises:
        NotFound: there is no such round, or it is not drawn yet.
    """
    asked = {"district": district_id, "id": round_id}
    row = connection.execute(_ROUND, asked).mappings().one_or_none()
    if row is None:
        raise NotFound(f"没有已抽样的察访核验轮次“{round_id}”。")
    rates = {name: Decimal(rate) for name, rate in row["rates"].items()}
    told = connection.execute(_IN_TRAIL, asked).scalar_one()
    inspected = tuple(sorted(connection.execute(_INSPECTED, asked).scalars()))
    strata = strata_of(row["population"], rates, row["minimum"])
    recorded = (told["population_digest"], tuple(sorted(told["sample"])))
    return Draw(dict(row), strata, recorded, inspected)

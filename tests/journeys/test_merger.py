"""A year in which two bodies are merged in July: the predecessor is gone, the others are ranked."""

from cli.rehearsal.opening import Cast
from cli.rehearsal.play import play
from tests.builders import plan
from tests.journeys.conftest import PLAN, Stand
from tests.journeys.looking import rows

#: The first seed that draws the merger.
SEED = 41
CAST = Cast(("D01", "D05", "D07", "D10", "D14", "D29", "T01", "T02"))


def test_two_bodies_merged_in_july_end_the_year_as_one(stand: Stand):
    house = stand()

    played = play(house, PLAN, SEED, cast=CAST)

    assert played.rare["bodies_merged"]
    assert not played.rare["falsehood_after_publication"]
    (merger,) = rows(
        house,
        "SELECT c.*, t.actor FROM unit_change c JOIN trail t ON t.kind = 'unit_change'"
        " AND t.subject_id = c.id AND t.trigger = 'effect' WHERE c.change_class = 'merge'",
    )
    assert (merger["state"], merger["actor"]) == ("effected", "system:deadline")
    assert merger["effective_on"].month == 7
    told = {unit["unit"]: unit["rank"] for unit in played.units}
    assert plan().unit("D29").name not in told
    assert len(told) == len(CAST.units) - 1
    assert all(told.values())
    assert rows(house, "SELECT 1 FROM indicator WHERE unit_id = 'D29'") == []
    assert rows(house, "SELECT 1 FROM indicator WHERE former_unit_id = 'D29'")
    sums = rows(
        house,
        "SELECT sum(weight) AS total FROM indicator WHERE unit_id = 'D07' AND state = 'scored'",
    )
    assert [row["total"] for row in sums] == [100]

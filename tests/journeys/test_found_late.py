"""A year in which a report turns out false when the results stand published."""

from cli.rehearsal.play import play
from tests.journeys.conftest import FEW, PLAN, Stand
from tests.journeys.looking import rows
from tests.journeys.recompute import differences
from tests.journeys.test_recompute import told

#: A seed that draws it.
SEED = 14


def test_a_falsehood_found_after_publication_corrects_the_year_and_burdens_the_next(stand: Stand):
    house = stand()

    played = play(house, PLAN, SEED, cast=FEW)

    assert played.rare["falsehood_after_publication"]
    (task,) = rows(
        house,
        "SELECT i.unit_id, i.points, i.state, a.year, a.state AS booked FROM inspection x"
        " JOIN indicator i ON i.id = x.indicator_id"
        " JOIN adjustment a ON a.event = 'falsehood' AND a.unit_id = i.unit_id AND a.year = 2018"
        " WHERE x.round_id = '2017-I6' AND x.outcome = 'false'",
    )
    assert (task["state"], task["points"], task["booked"]) == ("scored", 0, "proposed")
    versions = rows(
        house,
        "SELECT v.number, g.state AS gate, v.document_id FROM result_version v"
        " LEFT JOIN gate g ON g.id = v.gate_id"
        f" WHERE v.result_id = '2017-{task['unit_id']}-S' ORDER BY v.number",
    )
    assert versions[0]["number"] == 1
    assert (versions[-1]["gate"], bool(versions[-1]["document_id"])) == ("approved", True)
    assert differences(told(house)) == []

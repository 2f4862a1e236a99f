"""Two approve the last signature at once: each gate is decided exactly once.

Sixty times in the suite; `make races` says a thousand (JIXIAO_RACES).
"""

import os
from collections import Counter
from functools import partial

from services import gates
from services.acts import Answer, Order
from services.house import House
from tests.builders import done
from tests.services.hands import ask, at_once, rows, verdict
from tests.services.signing import CONFERENCE, DIRECTOR, asked

ROUNDS = int(os.environ.get("JIXIAO_RACES", "60"))


def test_the_last_signature_at_once_from_two_decides_every_gate_once(working_house: House):
    house = working_house
    asked_for = [asked(house, DIRECTOR, CONFERENCE) for _ in range(ROUNDS)]
    for signer in ("office-director", "member-1", "member-2", "member-3", "member-4"):
        done(ask(house, signer, gates.endorse, *map(Order, asked_for)))

    told: Counter[str] = Counter()
    for gate in asked_for:
        pair = [partial(ask, house, f"member-{n}", gates.endorse, Order(gate)) for n in (5, 6)]
        answers = [answer for (answer,) in at_once(pair)]
        told.update("won" if isinstance(a, Answer) else a.code for a in answers)

    assert told == {"won": ROUNDS, "not_now": ROUNDS}
    stands = rows(house, "SELECT state, yes, revision, count(*) AS n FROM gate"
                  " WHERE key = 'plan_amended' GROUP BY 1, 2, 3")  # fmt: skip
    # Asked, six signatures, approved: eight records, and five of the members agreed.
    assert [tuple(row.values()) for row in stands] == [("approved", 5, 7, ROUNDS)]
    counted = rows(house, "SELECT count(*) AS n, count(DISTINCT (gate_id, person_id)) AS once"
                   " FROM decision d JOIN gate g ON g.id = d.gate_id"
                   " WHERE g.key = 'plan_amended'")  # fmt: skip
    assert counted == [{"n": 6 * ROUNDS, "once": 6 * ROUNDS}]
    approved = rows(house, "SELECT count(*) AS n FROM trail WHERE kind = 'gate'"
                    " AND trigger = 'approve' AND subject_id LIKE '2017-plan_am%'")  # fmt: skip
    assert approved == [{"n": ROUNDS}]
    assert verdict(house).first_bad is None

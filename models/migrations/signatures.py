"""Gates of before become gates of one step with pinned signers; for revision 0003.

A released revision must go on saying what it said: what is here does not change.
"""

#: The rows of `decision` are numbered by their trail record; a gate that is open pins its members.
SIGNATURES = (
    "GRANT SELECT, INSERT, UPDATE ON signer TO jixiao_app",
    "ALTER TABLE decision DISABLE TRIGGER USER",
    """
    UPDATE decision d SET number = t.number FROM trail t
    WHERE t.district_id = d.district_id AND t.kind = 'gate' AND t.subject_id = d.gate_id
      AND t.trigger = d.choice AND t.actor = d.person_id
    """,
    "ALTER TABLE decision ENABLE TRIGGER USER",
    "ALTER TABLE decision DROP CONSTRAINT pk_decision",
    "ALTER TABLE decision ADD CONSTRAINT pk_decision PRIMARY KEY (district_id, gate_id, number)",
    """
    INSERT INTO signer (district_id, gate_id, number, step, place, person_id, capacity, state,
        signed_by, added_by, reason, signed_at)
    SELECT d.district_id, d.gate_id, row_number() OVER w, 1, row_number() OVER w, d.person_id,
        'conference_member', CASE d.choice WHEN 'endorse' THEN 'signed' ELSE 'opposed' END,
        d.person_id, '', d.reason, d.decided_at
    FROM decision d JOIN gate g ON g.district_id = d.district_id AND g.id = d.gate_id
    WINDOW w AS (PARTITION BY d.district_id, d.gate_id ORDER BY d.number)
    """,
    """
    INSERT INTO signer (district_id, gate_id, number, step, place, person_id, capacity, state,
        added_by, reason)
    SELECT g.district_id, g.id, g.yes + g.no + row_number() OVER w, 1,
        g.yes + g.no + row_number() OVER w, p.id, 'conference_member', 'waiting',
        '', ''
    FROM gate g JOIN person p ON p.district_id = g.district_id AND NOT p.disabled
        AND p.id <> g.requested_by
    WHERE g.state = 'requested'
      AND EXISTS (SELECT FROM assignment a WHERE a.district_id = p.district_id
        AND a.person_id = p.id AND a.capacity = 'conference_member'
        AND a.from_day <= (g.moved_at AT TIME ZONE 'Asia/Shanghai')::date
        AND (a.until_day IS NULL
            OR a.until_day >= (g.moved_at AT TIME ZONE 'Asia/Shanghai')::date))
      AND NOT EXISTS (SELECT FROM decision d WHERE d.district_id = g.district_id
        AND d.gate_id = g.id AND d.person_id = p.id)
    WINDOW w AS (PARTITION BY g.district_id, g.id ORDER BY p.id)
    """,
    "ALTER TABLE gate DISABLE TRIGGER USER",
    """
    UPDATE gate g SET steps = jsonb_build_array(jsonb_build_object(
            'label', '联席会议成员审议', 'mode', 'quorum', 'quorum', needed::text,
            'needed', needed, 'veto', false, 'capacity', 'conference_member', 'unit_id', NULL)),
        waiting_for = (SELECT coalesce(jsonb_agg(s.person_id ORDER BY s.place), '[]')
            FROM signer s WHERE s.district_id = g.district_id AND s.gate_id = g.id
            AND s.state = 'waiting')
    """,
    "ALTER TABLE gate ENABLE TRIGGER USER",
)

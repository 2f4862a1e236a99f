"""What keeps results from being final (未办结的复核): one condition, for everybody who asks."""

#: Holds for an appeal (`a`) that is not settled: undecided, or upheld and its result not yet
#: corrected; that another unit's correction moved the result up or down settles nothing.
UNSETTLED_APPEAL = """(a.state IN ('filed', 'accepted') OR a.state = 'upheld' AND NOT EXISTS (
    SELECT FROM result_version v JOIN gate c
        ON c.district_id = v.district_id AND c.id = v.gate_id AND c.about_id = v.result_id
    WHERE v.district_id = a.district_id AND v.result_id = a.result_id
        AND v.published_at >= a.moved_at))"""

"""Who is away and who has a deputy, asked across the bounds of sight; for revision 0003.

Whether a signature can be given must not depend on what the one who asks may see; so these answer
yes or no, or the days, and nothing else of the record behind it.

A released revision must go on saying what it said: what is here does not change.
"""

_HOW = "RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT"
DEPUTIES = (
    f"""
    CREATE FUNCTION jixiao_away(district text, who text, day date) {_HOW} AS $$
        SELECT EXISTS (SELECT FROM absence x WHERE x.district_id = district AND x.person_id = who
            AND x.state = 'declared' AND x.from_day <= day AND x.until_day >= day)
    $$
    """,
    """
    CREATE FUNCTION jixiao_days_away(district text, who text, first date, last date)
    RETURNS TABLE (from_day date, until_day date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
        SELECT x.from_day, x.until_day FROM absence x WHERE x.district_id = district
            AND x.person_id = who AND x.state = 'declared' AND x.until_day >= first
            AND (last IS NULL OR x.from_day <= last) ORDER BY x.from_day, x.until_day
    $$
    """,
    f"""
    CREATE FUNCTION jixiao_has_deputy(district text, who text, hat text, place text, day date)
    {_HOW} AS $$
        SELECT EXISTS (SELECT FROM delegation d JOIN person p
            ON p.district_id = d.district_id AND p.id = d.deputy_id AND p.state = 'active'
            WHERE d.district_id = district AND d.principal_id = who AND d.capacity = hat
              AND (place IS NULL OR d.held_in = place) AND d.state = 'granted'
              AND d.from_day <= day AND (d.until_day IS NULL OR d.until_day >= day)
              AND NOT jixiao_away(district, d.deputy_id, day))
    $$
    """,
)

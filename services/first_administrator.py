"""The first administrator (首名系统管理员): without one nobody could open an account."""

from sqlalchemy import text

from kit.errors import Objected, Objection
from services.desk import Desk
from services.enrolling import NewPerson, enrol_one
from services.person_facts import Held
from states.capacity import Capacity

NAME = "admin"
_NOBODY = text("SELECT NOT EXISTS (SELECT FROM person WHERE district_id = :district)")
_ADMINISTRATORS = text(
    "SELECT p.id FROM person p WHERE p.district_id = :district AND p.state = 'active'"
    " AND EXISTS (SELECT FROM assignment a WHERE a.district_id = p.district_id"
    "  AND a.person_id = p.id AND a.capacity = 'administrator'"
    "  AND (a.until_day IS NULL OR a.until_day >= :today)) ORDER BY 1 LIMIT 1"
)


def is_deserted(desk: Desk) -> bool:
    """Tell whether nobody has an account in the district."""
    asked = {"district": desk.act.district_id}
    return desk.connection.execute(_NOBODY, asked).scalar_one()


def appoint_first(desk: Desk, name: str = NAME) -> tuple[str, str]:
    """Open the first administrator's account.

    Returns:
        The sign-in name and a one-time password, shown this once.

    Raises:
        Objected: somebody administers the district already.
        Conflict: the name is taken.
    """
    asked = {"district": desk.act.district_id, "today": desk.today}
    there = desk.connection.execute(_ADMINISTRATORS, asked).scalar_one_or_none()
    if there is not None:
        said = f"已有系统管理员“{there}”。"
        remedy = "忘记口令时用 jixiao person password 重置；要增加管理员请用 person capacity。"
        raise Objected(objections=(Objection("person.administrator_stands", said, remedy),))
    new = NewPerson(name, "系统管理员", None, (Held(Capacity.ADMINISTRATOR),))
    answer, password = enrol_one(desk, new)
    return answer.id, password

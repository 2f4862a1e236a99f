"""What whoever starts the product is told: what is missing, where it is, how to get in."""

from cli.output import note
from kit.errors import NotNow
from services.folder_needs import lacking
from services.house import House
from workflows.server import HOST, secret_of


def insist_on_folder(house: House, *, incomplete: bool) -> None:
    """Say what the data folder lacks; refuse to serve without what nobody can do without.

    Raises:
        NotNow: that is missing, and the operator has not said that it may be.
    """
    lacks = lacking(house)
    if not incomplete and any(lack.stops for lack in lacks):
        raise NotNow(
            "数据目录与数据库不符，未启动。核实后仍要启动的，加 --incomplete。",
            objections=[lack.objection for lack in lacks],
        )
    for lack in lacks:
        note(f"! {lack.objection.message}{lack.objection.remedy}")


_SIGN_INS = (
    "  office-clerk 绩效办经办　office-director 绩效办主任　member-1 … member-9 联席会议成员",
    "  d01-clerk、d01-head 区政府办公室经办人、责任人（d01 … d59 部门，t01 … t23 乡镇街道）",
    "  leader 区领导　supervisor 监察审计　admin 系统管理员",
)


def announce(house: House) -> None:
    """Say where the product is, and how to get in."""
    settings = house.settings
    note(f"绩效已启动：http://{settings.host}:{settings.port}/  （{house.clock.label}）")
    note(f"数据目录：{house.folder.path}")
    if settings.prefect_port:
        note(f"流程（Prefect）约半分钟后就绪：http://{HOST}:{settings.prefect_port}/")
        note(f"  页面口令：{secret_of(house.folder)}")
    told = house.folder.description()
    if told.get("password"):
        note("演示登录（口令相同）：")
        for line in _SIGN_INS:
            note(line)
        note(f"  口令：{told['password']}")

"""`jixiao person`: people, their capacities, passwords and tokens."""

from datetime import datetime
from typing import Annotated

import typer

from cli.commands.options import Data, Json, Reason, words

app = words("用户")


Person = Annotated[str, typer.Argument(help="登录名")]
CapacityName = Annotated[str, typer.Argument(help="身份，如 unit_head")]
InUnit = Annotated[str | None, typer.Option("--unit", help="在哪个单位")]
_DAY = ["%Y-%m-%d"]


@app.command("admin")
def person_admin(
    person: Annotated[str, typer.Argument(help="登录名")] = "admin",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """开立首名系统管理员，显示一次性口令。"""
    from cli.people import admin

    admin(person, data, as_json=as_json)


@app.command("list")
def person_list(
    unit: Annotated[str | None, typer.Option(help="只列这个单位的")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """列出用户及其身份。"""
    from cli.people_listed import show

    show(unit, data, as_json=as_json)


@app.command("add")
def person_add(
    person: Person,
    name: Annotated[str, typer.Argument(help="姓名")],
    unit: Annotated[str | None, typer.Option(help="所在单位编号，如 D01")] = None,
    one_time: Annotated[bool, typer.Option("--one-time", help="由系统生成一次性口令")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """增加用户；口令从标准输入读，或当面输入，首次登录须修改。"""
    from cli.people import add

    add(person, name, unit, data, one_time=one_time, as_json=as_json)


@app.command("capacity")
def person_capacity(  # noqa: PLR0913, PLR0917 - the options of a command
    person: Person,
    capacity: CapacityName,
    unit: InUnit = None,
    group: Annotated[str | None, typer.Option(help="评委所在的评委组，如 deputies")] = None,
    from_day: Annotated[
        datetime | None, typer.Option("--from", formats=_DAY, help="自哪日起，默认今日")
    ] = None,
    until_day: Annotated[
        datetime | None, typer.Option("--until", formats=_DAY, help="至哪日止，默认不限")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """给用户一个身份，自今日或所写之日起。"""
    from cli.people import give_capacity

    give_capacity(person, (capacity, unit, group), (from_day, until_day), data, as_json=as_json)


@app.command("end")
def person_end(
    person: Person,
    capacity: CapacityName,
    unit: InUnit = None,
    last_day: Annotated[
        datetime | None, typer.Option("--on", formats=_DAY, help="末日，默认今日")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """终止用户的一个身份。"""
    from cli.people import end_capacity

    end_capacity(person, (capacity, unit), last_day, data, as_json=as_json)


@app.command("password")
def person_password(person: Person, data: Data = None, as_json: Json = False) -> None:
    """重置用户的口令，显示一次性口令，收回其全部令牌。"""
    from cli.people import password

    password(person, data, as_json=as_json)


@app.command("token")
def person_token(
    person: Person,
    label: Annotated[str, typer.Option(help="用途")] = "命令行签发",
    scope: Annotated[
        list[str] | None, typer.Option(help="权限范围 read、act、admin，可多次；不写为全部")
    ] = None,
    days: Annotated[int | None, typer.Option(help="有效天数")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """给用户签发一个访问令牌，只显示这一次。"""
    from cli.people import token

    token(person, (label, scope or (), days), data, as_json=as_json)


def _plainly(word: str, help_: str) -> None:
    @app.command(word, help=help_)
    def plainly(
        person: Person, reason: Reason = "", data: Data = None, as_json: Json = False
    ) -> None:
        from cli.people import plain

        plain(word, person, reason, data, as_json=as_json)


_plainly("disable", "停用用户，收回其全部令牌；须写明理由。")
_plainly("enable", "恢复使用已停用的用户。")
_plainly("unlock", "解除用户的登录锁定。")
_plainly("revoke", "收回用户的全部令牌。")
_plainly("remove-totp", "取消用户的动态口令（设备遗失时）。")

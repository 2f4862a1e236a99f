"""What a token is good for (权限范围): reading, acting, keeping accounts."""

from states.words import Word


class Scope(Word):
    """A part of what a person may do; a session is good for all of it."""

    READ = "read", "查阅"
    ACT = "act", "办理"
    ADMIN = "admin", "管理账号"
    CALENDAR = "calendar", "日历订阅"


#: What a person may do; the address of a calendar opens that calendar and nothing else.
ALL = (Scope.READ, Scope.ACT, Scope.ADMIN)

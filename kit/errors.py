"""Refusals: every "no" of the house, with a stable code and a sentence an officer can act on."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason why something may not be done now.

    Attributes:
        code: stable and language-neutral, `subject.reason`, for programs.
        message: the sentence an officer reads (Chinese).
        remedy: what would make it possible (Chinese); empty when nothing the reader does would.
        overridable: a warning that a written reason overrides.
    """

    code: str
    message: str
    remedy: str = ""
    overridable: bool = False


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """拒绝办理。"""

    code = "refused"

    def __init__(self, message: str = "", *, objections: Sequence[Objection] = ()) -> None:
        self.objections = tuple(objections)
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])

    @property
    def message(self) -> str:
        """The sentence the reader sees."""
        return str(self.args[0])


class NotFound(Refused):
    """没有这条记录，或者不在您的可见范围内。"""

    code = "not_found"


class NotSignedIn(Refused):
    """请先登录。"""

    code = "not_signed_in"


class NotPermitted(Refused):
    """您的身份不能办理此事项。"""

    code = "not_permitted"


class NotNow(Refused):
    """当前状态下不能办理此事项。"""

    code = "not_now"


class Objected(Refused):
    """条件尚不具备。"""

    code = "objected"


class NotAdopted(Refused):
    """本年度的状态表与程序不一致，须先由绩效办主任采用新状态表。"""

    code = "not_adopted"


class Conflict(Refused):
    """别人先办了一步，请刷新后再办。"""

    code = "conflict"


class KeyReused(Refused):
    """同一个幂等键已用于另一件事。"""

    code = "idempotency_key_reused"


class BadInput(Refused):
    """提交的内容有误。"""

    code = "bad_input"


class Unavailable(Refused):
    """依赖的服务暂时不可用。"""

    code = "unavailable"


class InUse(Refused):
    """数据目录正被另一个进程使用。"""

    code = "in_use"


class Stale(Refused):
    """您看到的不是最新内容，请刷新后再办。"""

    code = "stale"

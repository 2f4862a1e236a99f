"""Kinds of value that a method asks for: each reads JSON into an exact value or says why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, cast


class Unreadable(ValueError):  # noqa: N818 - an answer about a value, not a fault
    """A value that is not of its kind; `code` is for programs, `sentence` for an officer."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class Kind(Protocol):
    """How a value is read from JSON and told again."""

    word: ClassVar[str]  #: for a program that draws a form

    @property
    def allowed(self) -> str:
        """What is accepted, for an officer."""
        ...

    def read(self, value: object) -> Any:  # noqa: ANN401 - each kind answers its own type
        """Give the exact value.

        Raises:
            Unreadable: it is not of this kind.
        """
        ...

    def tell(self, value: Any) -> str:  # noqa: ANN401 - what `read` gave
        """Write the value for an explanation."""
        ...


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    word: ClassVar[str] = "flag"

    @property
    def allowed(self) -> str:
        """Both words."""
        return "是或否"

    def read(self, value: object) -> bool:
        """Give the flag; 0, 1 and words are refused."""
        if isinstance(value, bool):
            return value
        raise Unreadable("not_a_flag", "应为是或否（true / false）")

    def tell(self, value: bool) -> str:  # noqa: FBT001 - the value itself
        """Write 是 or 否."""
        return "是" if value else "否"


@dataclass(frozen=True, slots=True)
class Word:
    """One of a few words, each with its meaning."""

    word: ClassVar[str] = "word"
    words: Mapping[str, str]

    @property
    def allowed(self) -> str:
        """The words with their meanings."""
        return "、".join(
            word if word == meaning else f"{word}（{meaning}）"
            for word, meaning in self.words.items()
        )

    def read(self, value: object) -> str:
        """Give the word."""
        if isinstance(value, str) and value in self.words:
            return value
        raise Unreadable("not_a_choice", f"应为以下之一：{self.allowed}")

    def tell(self, value: str) -> str:
        """Write its meaning."""
        return self.words[value]


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence that somebody wrote."""

    word: ClassVar[str] = "text"

    @property
    def allowed(self) -> str:
        """Any text."""
        return "非空文字"

    def read(self, value: object) -> str:
        """Give the text without its margins."""
        if isinstance(value, str) and value.strip():
            return value.strip()
        raise Unreadable("empty", "应填写文字")

    def tell(self, value: str) -> str:
        """Write it."""
        return value


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of things by name."""

    word: ClassVar[str] = "texts"

    @property
    def allowed(self) -> str:
        """Any names."""
        return "逐项列出的文字"

    def read(self, value: object) -> tuple[str, ...]:
        """Give the names without their margins."""
        if not isinstance(value, list | tuple):
            raise Unreadable("not_a_table", f"应为{self.allowed}")
        return tuple(Text().read(item) for item in cast("Sequence[object]", value))

    def tell(self, value: Sequence[str]) -> str:
        """Write them in turn."""
        return "、".join(value) or "无"

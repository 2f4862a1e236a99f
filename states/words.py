"""Words of the trade: a stable value with its Chinese and English label, side by side."""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A word that is stored by its value and shown by its label."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str, en: str = "") -> Self:
        """Make a word; the English label is the value in plain words unless given."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.zh = zh
        word.en = en or value.replace("_", " ")
        return word

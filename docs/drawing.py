"""The drawing of a lifecycle: the graph that `transitions` draws, in words that people read."""

import re
from typing import Any

from states.lifecycle import Lifecycle
from states.words import Word

_STATE = re.compile(r'\s*state "(\w+)" as \1')
_MOVES = re.compile(r"\s*(\w+) --> (\w+): (.+)")


def drawing(lifecycle: Lifecycle[Any]) -> str:
    """Draw a lifecycle as a Mermaid state diagram, labelled in Chinese and in the words of code."""
    states = {str(state): state for state in lifecycle.states}
    triggers = {str(trigger): trigger for trigger in lifecycle.triggers}
    born = lifecycle.born
    boxes = ["stateDiagram-v2", "    direction LR"]
    arrows = [f"    [*] --> {born.target}: {label(born.trigger)}"]
    for line in lifecycle.mermaid().splitlines():
        if state := _STATE.fullmatch(line):
            boxes.append(f'    state "{label(states[state[1]])}" as {state[1]}')
        elif moves := _MOVES.fullmatch(line):
            verbs = "<br/>".join(label(triggers[verb]) for verb in moves[3].split(" | "))
            arrows.append(f"    {moves[1]} --> {moves[2]}: {verbs}")
    return "\n".join((*boxes, *arrows))


def label(word: Word) -> str:
    """Show a word in Chinese and as code writes it."""
    return f"{word.zh} {word}"

"""Sentences about huts and trails that nobody has written."""

from __future__ import annotations

import random
import re

ADJECTIVES = "light dry warm quiet narrow steep broad green cold early late simple sturdy rough gentle distant patient silver hollow amber".split()  # noqa: SIM905
NOUNS = "tent stove path lake ridge forest meadow river hut map lamp boot jacket kettle rope bridge valley summit saddle spring".split()  # noqa: SIM905
VERBS = "crosses follows leaves meets passes needs carries holds covers reaches lights warms guards hides feeds joins".split()  # noqa: SIM905
ENDS = [
    "at noon",
    "before the rain",
    "in late autumn",
    "after a long climb",
    "near the old mill",
    "without any hurry",
    "for two days",
    "on the way home",
    "behind the village",
    "under a clear sky",
]
DIGITS = "zero one two three four five six seven eight nine".split()  # noqa: SIM905


class Words:
    """Says things about huts and trails, always the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        self._subject = [
            self._random.choice(ADJECTIVES),
            self._random.choice(NOUNS),
            self._random.choice(ADJECTIVES),
            self._random.choice(NOUNS),
        ]
        named = re.sub(r"\d", lambda digit: f" {DIGITS[int(digit[0])]} ", seed.lower())
        self._seed = " ".join(re.findall("[a-z]+", named)) or "start"

    def link(self) -> str:
        """Return the words of a link to the page."""
        return f"About {self._seed}"

    def h1(self) -> str:
        first, second, third, fourth = self._subject
        return f"The {first} {second} and the {third} {fourth} of {self._seed}"[:66]

    def title(self) -> str:
        return f"{self._seed.capitalize()[:30]} by the {self._subject[3]}"

    def h2(self) -> str:
        pick = self._random.choice
        return f"{pick(ADJECTIVES).capitalize()} {pick(NOUNS)}s {pick(ENDS)}"

    def sentence(self) -> str:
        pick = self._random.choice
        return f"The {pick(ADJECTIVES)} {pick(NOUNS)} {pick(VERBS)} a {pick(ADJECTIVES)} {pick(NOUNS)} {pick(ENDS)}."

    def text(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

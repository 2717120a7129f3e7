"""The classifier of answers: softmax regression over hashed n-grams of letters and words. Pure.

The weights are made by `python -m tools.replies.train` and lie in data/reply_weights.json (8-bit integers and one scale), with the words
that patients use and how far each rule is to be trusted.
"""

import base64
import json
import math
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32, decompress

WEIGHTS = Path(__file__).parent / "data" / "reply_weights.json"
BUCKETS = 131072
SIZES = (1, 2, 3, 4, 5)
MOST_WORDS = 60
LEAST = 1e-4  # no class is impossible


class Opinion(NamedTuple):
    """The likeliest class and its probability; `chances`: of every class."""

    intent: str
    probability: float
    chances: dict[str, float]


class Weights(NamedTuple):
    """`numbers`: a row of one byte per class for each bucket, 128 is nothing. `trust`: for what a rule said, the logarithm of how often it
    is said of each class."""

    classes: tuple[str, ...]
    scale: float
    bias: tuple[float, ...]
    numbers: bytes
    trust: dict[str, tuple[float, ...]]


@lru_cache(maxsize=8192)
def _letters(token: str) -> tuple[int, ...]:
    padded = f" {token} "
    grams = {padded[start : start + size] for size in SIZES for start in range(len(padded) - size + 1)}
    return tuple({crc32(gram.encode()) % BUCKETS for gram in grams})


def features(words: str, marks: str = "") -> list[int]:
    """The buckets of a text's n-grams within words, of its pairs and triples of words, and of words one or two apart; each once.

    `marks`: signs beside the words, as `reply_text.Plain.marks` gives them.
    """
    found = {crc32(mark.encode() * 2) % BUCKETS for mark in marks}
    tokens = words.split()[:MOST_WORDS]
    for token in tokens:
        found.update(_letters(token))
    whole = [word.encode() for word in ("^", *tokens, "$")]
    for at, word in enumerate(whole):
        after = whole[at + 1 : at + 4]
        for apart, other in enumerate(after):
            found.add(crc32(word + b"_" * (apart + 1) + other) % BUCKETS)
        if len(after) > 1:
            found.add(crc32(word + b"_" + after[0] + b"_" + after[1]) % BUCKETS)
    return sorted(found)


@cache
def stored() -> dict[str, Any]:
    """The file that training wrote."""
    return json.loads(WEIGHTS.read_text())


@cache
def _weights() -> Weights:
    kept = stored()
    trust = {said: tuple(numbers) for said, numbers in kept["trust"].items()}
    return Weights(tuple(kept["classes"]), kept["scale"], tuple(kept["bias"]), decompress(base64.b64decode(kept["weights"])), trust)


def best(words: str, marks: str = "") -> Opinion:
    """What a plain text most likely means by its words alone."""
    classes, scale, bias, numbers, _ = _weights()
    buckets, width = features(words, marks), len(classes)
    shrink = scale / math.sqrt(len(buckets) or 1)
    sums = map(sum, zip(*(numbers[bucket * width : (bucket + 1) * width] for bucket in buckets), strict=True))
    return _opinion([base + shrink * (total - 128 * len(buckets)) for base, total in zip(bias, sums, strict=True)])


def pooled(heard: Opinion, said: str) -> Opinion:
    """The same after a rule spoke. `said`: what it said, or that none did.

    By Bayes: how likely each class is by the words, times how often the rule says this of an answer of that class. How often was counted on
    answers from which no rule was written.
    """
    trust = _weights().trust.get(said)
    if trust is None:
        return heard
    return _opinion([math.log(heard.chances[name] + LEAST) + weight for name, weight in zip(_weights().classes, trust, strict=True)])


def _opinion(scores: list[float]) -> Opinion:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    whole = sum(powers)
    chances = {name: power / whole for name, power in zip(_weights().classes, powers, strict=True)}
    intent = max(chances, key=chances.__getitem__)
    return Opinion(intent, chances[intent], chances)

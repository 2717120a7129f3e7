"""The classifier of answers: softmax regression over hashed n-grams of letters and words. Pure.

The weights are made by `python -m tools.replies.train` and lie in data/reply_weights.json (8-bit integers and one scale).
"""

import base64
import json
import math
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zlib import crc32, decompress

WEIGHTS = Path(__file__).parent / "data" / "reply_weights.json"
BUCKETS = 32768
SIZES = (1, 2, 3, 4, 5)
MOST_WORDS = 60
ASKS = "??"  # a question mark stood there


class Opinion(NamedTuple):
    """The likeliest class and its probability; `chances`: of every class."""

    intent: str
    probability: float
    chances: dict[str, float]


class Weights(NamedTuple):
    """`numbers`: a row of one byte per class for each bucket, 128 is nothing."""

    classes: tuple[str, ...]
    scale: float
    bias: tuple[float, ...]
    numbers: bytes


def features(words: str, asks: bool = False) -> list[int]:
    """The buckets of a text's n-grams within words, and of its pairs and triples of words; each once."""
    found = {ASKS} if asks else set()
    tokens = words.split()[:MOST_WORDS]
    for token in set(tokens):
        padded = f" {token} "
        for size in SIZES:
            found.update(padded[start : start + size] for start in range(len(padded) - size + 1))
    whole = ["^", *tokens, "$"]
    found.update(f"{one}_{two}" for one, two in pairwise(whole))
    found.update(f"{one}_{two}_{three}" for one, two, three in zip(whole, whole[1:], whole[2:], strict=False))
    return sorted({crc32(gram.encode()) % BUCKETS for gram in found})


@cache
def _weights() -> Weights:
    stored = json.loads(WEIGHTS.read_text())
    return Weights(tuple(stored["classes"]), stored["scale"], tuple(stored["bias"]), decompress(base64.b64decode(stored["weights"])))


def best(words: str, asks: bool = False) -> Opinion:
    """What a plain text most likely means."""
    classes, scale, bias, numbers = _weights()
    buckets, width = features(words, asks), len(classes)
    shrink = scale / math.sqrt(len(buckets) or 1)
    sums = map(sum, zip(*(numbers[bucket * width : (bucket + 1) * width] for bucket in buckets), strict=True))
    scores = [base + shrink * (total - 128 * len(buckets)) for base, total in zip(bias, sums, strict=True)]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    chances = {name: power / sum(powers) for name, power in zip(classes, powers, strict=True)}
    intent = max(chances, key=chances.__getitem__)
    return Opinion(intent, chances[intent], chances)

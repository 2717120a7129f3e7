"""The classifier of answers that no rule knows: softmax regression over hashed character n-grams. Pure.

The weights are made by `python -m tools.replies.train` and lie in data/reply_weights.json (8-bit integers and one scale).
"""

import base64
import json
import math
from functools import cache
from pathlib import Path
from zlib import crc32, decompress

WEIGHTS = Path(__file__).parent / "data" / "reply_weights.json"
BUCKETS = 4096
SIZES = (1, 2, 3, 4, 5)


def features(words: str) -> list[int]:
    """The buckets of a text's n-grams within words, and of its words and pairs of words; each once."""
    found = set()
    tokens = words.split()[:60]
    for token in tokens:
        padded = f" {token} "
        for size in SIZES:
            found.update(padded[start : start + size] for start in range(len(padded) - size + 1))
    found.update(f"{one}_{two}" for one, two in zip(["^", *tokens], [*tokens, "$"], strict=True))
    return [crc32(gram.encode()) % BUCKETS for gram in found]


@cache
def _weights() -> tuple[tuple[str, ...], list[list[float]], list[float]]:
    """Classes, a row of weights for each bucket, and the bias."""
    stored = json.loads(WEIGHTS.read_text())
    classes, scale = tuple(stored["classes"]), stored["scale"]
    numbers = [(byte - 128) * scale for byte in decompress(base64.b64decode(stored["weights"]))]
    width = len(classes)
    return classes, [numbers[row * width : (row + 1) * width] for row in range(BUCKETS)], stored["bias"]


def best(words: str) -> tuple[str, float]:
    """The likeliest class of a plain text, and its probability."""
    classes, weights, bias = _weights()
    buckets = features(words)
    shrink = 1 / math.sqrt(len(buckets) or 1)
    rows = [weights[bucket] for bucket in buckets]
    scores = [base + shrink * sum(column) for base, column in zip(bias, zip(*rows, strict=True), strict=True)] if rows else bias
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    at = max(range(len(classes)), key=powers.__getitem__)
    return classes[at], powers[at] / sum(powers)

"""Train the classifier of patients' answers (clinic_app/reminders/reply_model.py).

    python -m tools.replies.train            examples.csv -> clinic_app/reminders/data/reply_weights.json
    python -m tools.replies.train evaluate   five-fold: how well it does on what it has not seen, alone and with the rules

Softmax regression over hashed n-grams by single gradient steps (AdaGrad); less than a minute.
examples.csv: answers written for this product, and the labelled set of answers that came with its specification.
"""

import base64
import csv
import json
import math
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import compress

import numpy as np

from clinic_app.reminders import replies, reply_model
from clinic_app.reminders.reply_model import BUCKETS, WEIGHTS, features
from clinic_app.reminders.reply_text import plain

EXAMPLES = Path(__file__).parent / "examples.csv"
CLASSES = ("confirm", "cancel", "reschedule", "question", "opt_out", "other")
ROUNDS = 15
RATE = 0.3
DECAY = 2e-5
LEFT_OUT = 0.3  # of an answer's n-grams in each step, so that no single one decides
FOLDS = 5


class Example(NamedTuple):
    """One answer, its buckets and the number of its class."""

    text: str
    buckets: np.ndarray
    wanted: int


class Model(NamedTuple):
    weights: np.ndarray
    bias: np.ndarray


def load() -> list[Example]:
    """Every example."""
    with EXAMPLES.open(newline="") as file:
        return [Example(row["text"], _buckets(row["text"]), CLASSES.index(row["intent"])) for row in csv.DictReader(file)]


def _buckets(text: str) -> np.ndarray:
    said = plain(text)
    return np.array(features(said.words, said.asks), dtype=np.int64)


def train(examples: Sequence[Example], seed: int = 7) -> Model:
    """Weights that make the examples likely."""
    weights, seen = np.zeros((BUCKETS, len(CLASSES))), np.full((BUCKETS, len(CLASSES)), 1e-6)
    bias = np.zeros(len(CLASSES))
    order, dice, sieve = list(examples), random.Random(seed), np.random.default_rng(seed)
    for _ in range(ROUNDS):
        dice.shuffle(order)
        for example in order:
            buckets = example.buckets[sieve.random(len(example.buckets)) > LEFT_OUT]
            shrink = 1 / math.sqrt(len(buckets) or 1)
            raw = bias + shrink * weights[buckets].sum(0)
            powers = np.exp(raw - raw.max())
            errors = powers / powers.sum()
            errors[example.wanted] -= 1
            bias -= 0.01 * errors
            step = errors * shrink + DECAY * weights[buckets]
            seen[buckets] += step * step
            weights[buckets] -= RATE * step / np.sqrt(seen[buckets])
    return Model(weights, bias)


def packed(model: Model) -> reply_model.Weights:
    """Weights as bytes around 128 with one scale."""
    scale = float(np.abs(model.weights).max()) / 127
    numbers = (np.round(model.weights / scale) + 128).astype(np.uint8).tobytes()
    return reply_model.Weights(CLASSES, scale, tuple(round(float(one), 4) for one in model.bias), numbers)


def save(model: Model) -> None:
    """Write the file that the product reads."""
    done = packed(model)
    weights = base64.b64encode(compress(done.numbers, 9)).decode()
    stored = {"classes": done.classes, "scale": done.scale, "bias": done.bias, "weights": weights}
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n")


def evaluate(examples: list[Example]) -> None:
    """Each fifth by what was learnt from the other four."""
    random.Random(1).shuffle(examples)
    alone = together = 0
    wrong_acts = []
    for fold in range(FOLDS):
        learnt = packed(train([one for at, one in enumerate(examples) if at % FOLDS != fold]))
        reply_model._weights = lambda learnt=learnt: learnt  # type: ignore[assignment]
        for example in examples[fold::FOLDS]:
            said, wanted = plain(example.text), CLASSES[example.wanted]
            found = str(replies.read(example.text).intent)
            alone += reply_model.best(said.words, said.asks).intent == wanted
            together += found == wanted
            if found != wanted and found in ("confirm", "cancel"):
                wrong_acts.append((found, wanted, example.text))
    print(f"{len(examples)} answers: {alone / len(examples):.1%} by the classifier alone, {together / len(examples):.1%} with the rules")
    print("wrong acts:", len(wrong_acts), *wrong_acts, sep="\n")


if __name__ == "__main__":
    if "evaluate" in sys.argv:
        evaluate(load())
    else:
        save(train(load()))

"""Train the classifier of patients' answers (clinic_app/reminders/reply_model.py).

    python -m tools.replies.train            the examples -> clinic_app/reminders/data/reply_weights.json
    python -m tools.replies.train evaluate   five-fold: how well it does on what it has not seen, alone and with the rules

Softmax regression over hashed n-grams by single gradient steps (AdaGrad); a minute or two.
examples.csv: answers written for this product, and the labelled set of answers that came with its specification.
fresh.csv: answers written by people who had not read the rules: they tell how far a rule is to be trusted (a little too far, where what
they brought to light was mended afterwards).
real_words.txt: words that are one letter off a word of the examples and no slip.
"""

import base64
import csv
import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple
from zlib import compress

import numpy as np

from clinic_app.reminders import replies, reply_model, reply_slips
from clinic_app.reminders.reply_model import BUCKETS, WEIGHTS, features
from clinic_app.reminders.reply_negations import without
from clinic_app.reminders.reply_text import plain

HERE = Path(__file__).parent
EXAMPLES, FRESH, REAL_WORDS = HERE / "examples.csv", HERE / "fresh.csv", HERE / "real_words.txt"
CLASSES = ("confirm", "cancel", "reschedule", "question", "opt_out", "other")
ROUNDS = 12
RATE = 0.3
DECAY = 2e-5
LEFT_OUT = 0.3  # of an answer's n-grams in each step, so that no single one decides
FOLDS = 5
SEEDS = (7, 8)  # their weights are averaged
NEVER_MET = 0.3  # counted for what no fresh answer showed: a rule may yet say anything of anything
SLIPS = ("drop", "swap", "change", "double")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Example(NamedTuple):
    """One answer and its class; `fresh`: no rule was written from it; `right`: its class and others that would do."""

    text: str
    intent: str
    fresh: bool
    right: frozenset[str]


class Model(NamedTuple):
    weights: np.ndarray
    bias: np.ndarray


def load() -> list[Example]:
    """Every example; of a text that stands in both files the first."""
    found: dict[str, Example] = {}
    for path in (EXAMPLES, FRESH):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                right = frozenset((row["intent"], *(row.get("acceptable") or row["intent"]).split("|")))
                found.setdefault(row["text"], Example(row["text"], row["intent"], path == FRESH, right))
    return list(found.values())


def mistyped(text: str, dice: random.Random) -> str | None:
    """The same answer with a slip of the finger in one or two of its longer words; None when it has none."""
    parts = re.split(r"(\W+)", text)
    long = [at for at, part in enumerate(parts) if len(part) > 3 and part.isalpha()]
    for at in dice.sample(long, min(len(long), 1 + (dice.random() < 0.3))):
        word = parts[at]
        cut, slip = dice.randrange(1, len(word)), dice.choice(SLIPS)
        if slip == "swap":
            parts[at] = word[: cut - 1] + word[cut] + word[cut - 1] + word[cut + 1 :]
        else:
            middle = {"drop": "", "change": dice.choice(LETTERS), "double": word[cut] * 2}[slip]
            parts[at] = word[:cut] + middle + word[cut + 1 :]
    spaces = [at for at, part in enumerate(parts) if part == " "]
    if spaces and dice.random() < 0.15:
        parts[dice.choice(spaces)] = ""
    return "".join(parts) if long else None


def _learnable(examples: Iterable[Example], dice: random.Random) -> list[tuple[np.ndarray, int]]:
    """Buckets and class of each example, and of a mistyped copy."""
    found = []
    for example in examples:
        for text in (example.text, mistyped(example.text, dice)):
            if text is not None:
                said = plain(text)
                found.append((np.array(features(without(said.words), said.marks), dtype=np.int64), CLASSES.index(example.intent)))
    return found


def train(examples: Sequence[Example], seed: int = 7) -> Model:
    """Weights that make the examples likely."""
    weights, seen = np.zeros((BUCKETS, len(CLASSES))), np.full((BUCKETS, len(CLASSES)), 1e-6)
    bias = np.zeros(len(CLASSES))
    dice, sieve = random.Random(seed), np.random.default_rng(seed)
    order = _learnable(examples, dice)
    for _ in range(ROUNDS):
        dice.shuffle(order)
        for whole, wanted in order:
            buckets = whole[sieve.random(len(whole)) > LEFT_OUT]
            shrink = 1 / math.sqrt(len(buckets) or 1)
            raw = bias + shrink * weights[buckets].sum(0)
            powers = np.exp(raw - raw.max())
            errors = powers / powers.sum()
            errors[wanted] -= 1
            bias -= 0.01 * errors
            step = errors * shrink + DECAY * weights[buckets]
            seen[buckets] += step * step
            weights[buckets] -= RATE * step / np.sqrt(seen[buckets])
    return Model(weights, bias)


def averaged(examples: Sequence[Example], seeds: Sequence[int] = SEEDS) -> Model:
    """One model of several that met other slips in another order."""
    models = [train(examples, seed) for seed in seeds]
    return Model(np.mean([one.weights for one in models], axis=0), np.mean([one.bias for one in models], axis=0))


def words_of(examples: Iterable[Example]) -> dict[str, int]:
    """Every word that at least two of the texts hold, and how many do, the commonest first; real words that none holds last."""
    reply_slips.use({})
    counts = Counter(word for example in examples for word in set(plain(example.text).words.split()))
    known = {word: count for word, count in counts.most_common() if count > 1}
    return known | {word: 1 for word in REAL_WORDS.read_text().split() if word not in known}


def trust(examples: Iterable[Example]) -> dict[str, tuple[float, ...]]:
    """For everything that the rules may say of an answer, the logarithm of how often they say it of each class."""
    counts: dict[str, np.ndarray] = defaultdict(lambda: np.full(len(CLASSES), NEVER_MET))
    for example in examples:
        said = plain(example.text)
        counts[replies.spoken(said, replies.by_rule(said))][CLASSES.index(example.intent)] += 1
    whole = sum(counts.values(), start=np.zeros(len(CLASSES)))
    return {said: tuple(round(float(one), 3) for one in np.log(count / whole)) for said, count in sorted(counts.items())}


def packed(model: Model, trusted: dict[str, tuple[float, ...]]) -> reply_model.Weights:
    """Weights as bytes around 128 with one scale."""
    scale = float(np.abs(model.weights).max()) / 127
    numbers = (np.round(model.weights / scale) + 128).astype(np.uint8).tobytes()
    return reply_model.Weights(CLASSES, scale, tuple(round(float(one), 4) for one in model.bias), numbers, trusted)


def save(examples: list[Example]) -> None:
    """Learn from everything and write the file that the product reads."""
    known = words_of(examples)
    reply_slips.use(known)
    done = packed(averaged(examples), trust(one for one in examples if one.fresh))
    weights = base64.b64encode(compress(done.numbers, 9)).decode()
    words = " ".join(f"{word} {count}" for word, count in known.items())
    stored = {"classes": done.classes, "scale": done.scale, "bias": done.bias, "trust": done.trust, "words": words, "weights": weights}
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n")


def _fold(examples: list[Example], fold: int) -> list[tuple[Example, str, replies.Reading]]:
    """What is made of a fifth by what was learnt from the other four."""
    rest = [one for at, one in enumerate(examples) if at % FOLDS != fold]
    reply_slips.use(words_of(rest))
    learnt = packed(averaged(rest), trust(one for one in rest if one.fresh))
    reply_model._weights = lambda: learnt  # type: ignore[assignment]
    told = [(one, plain(one.text)) for one in examples[fold::FOLDS]]
    return [(one, reply_model.best(without(said.words), said.marks).intent, replies.read(one.text)) for one, said in told]


def evaluate(examples: list[Example]) -> None:
    """Each fifth by what was learnt from the other four. The rules know all but the fresh answers, so these tell most."""
    random.Random(1).shuffle(examples)
    with ProcessPoolExecutor() as workers:
        told = [one for part in workers.map(_fold, [examples] * FOLDS, range(FOLDS)) for one in part]
    for name, part in (("all", told), ("fresh", [one for one in told if one[0].fresh])):
        alone = sum(heard in example.right for example, heard, _ in part) / len(part)
        together = sum(reading.intent in example.right for example, _, reading in part) / len(part)
        print(f"{name}: {len(part)} answers, {alone:.1%} by the classifier alone, {together:.1%} with the rules")
    for example, _, reading in told:
        if reading.intent not in example.right and reading.intent in ("confirm", "cancel"):
            print(
                "wrong act:",
                reading.intent,
                reading.source,
                reading.confidence,
                example.intent,
                "fresh" * example.fresh,
                repr(example.text),
            )


if __name__ == "__main__":
    if "evaluate" in sys.argv:
        evaluate(load())
    else:
        save(load())

"""Train the classifier of patients' answers (clinic_app/reminders/reply_model.py).

    python -m tools.replies.train            examples.csv -> clinic_app/reminders/data/reply_weights.json
    python -m tools.replies.train evaluate   five-fold: how well it does on what it has not seen

Softmax regression over hashed character n-grams by plain gradient steps (AdaGrad), no library needed; about a minute.
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
from zlib import compress

from clinic_app.reminders.reply_model import BUCKETS, WEIGHTS, features
from clinic_app.reminders.reply_text import plain

EXAMPLES = Path(__file__).parent / "examples.csv"
CLASSES = ("confirm", "cancel", "reschedule", "question", "opt_out", "other")
ROUNDS = 30
RATE = 0.3
DECAY = 2e-5
Example = tuple[list[int], int]
Model = tuple[list[list[float]], list[float]]


def load() -> list[Example]:
    """Every example as its buckets and the number of its class."""
    with EXAMPLES.open(newline="") as file:
        return [(features(plain(row["text"]).words), CLASSES.index(row["intent"])) for row in csv.DictReader(file)]


def scores(model: Model, buckets: Sequence[int]) -> list[float]:
    """The probability of each class."""
    weights, bias = model
    shrink = 1 / math.sqrt(len(buckets) or 1)
    raw = [base + shrink * sum(weights[bucket][at] for bucket in buckets) for at, base in enumerate(bias)]
    top = max(raw)
    powers = [math.exp(score - top) for score in raw]
    return [power / sum(powers) for power in powers]


def train(examples: list[Example], seed: int = 7) -> Model:
    """Weights that make the examples likely."""
    width = len(CLASSES)
    weights, seen = [[0.0] * width for _ in range(BUCKETS)], [[1e-6] * width for _ in range(BUCKETS)]
    bias = [0.0] * width
    dice = random.Random(seed)
    for _ in range(ROUNDS):
        dice.shuffle(examples)
        for buckets, wanted in examples:
            shrink = 1 / math.sqrt(len(buckets) or 1)
            errors = [probability - (at == wanted) for at, probability in enumerate(scores((weights, bias), buckets))]
            for at, error in enumerate(errors):
                bias[at] -= 0.01 * error
                slope = error * shrink
                for bucket in buckets:
                    step = slope + DECAY * weights[bucket][at]
                    seen[bucket][at] += step * step
                    weights[bucket][at] -= RATE * step / math.sqrt(seen[bucket][at])
    return weights, bias


def save(model: Model) -> None:
    """Weights as bytes around 128 with one scale."""
    weights, bias = model
    scale = max(abs(weight) for row in weights for weight in row) / 127
    numbers = bytes(round(weight / scale) + 128 for row in weights for weight in row)
    stored = {
        "classes": CLASSES,
        "scale": scale,
        "bias": [round(one, 4) for one in bias],
        "weights": base64.b64encode(compress(numbers, 9)).decode(),
    }
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n")


def evaluate(examples: list[Example]) -> None:
    """Each fifth by what was learnt from the other four."""
    random.Random(1).shuffle(examples)
    right = 0
    for fold in range(5):
        model = train([one for at, one in enumerate(examples) if at % 5 != fold])
        for buckets, wanted in examples[fold::5]:
            probabilities = scores(model, buckets)
            right += probabilities.index(max(probabilities)) == wanted
    print(f"{right} of {len(examples)} right ({right / len(examples):.1%}) by the classifier alone")


if __name__ == "__main__":
    if "evaluate" in sys.argv:
        evaluate(load())
    else:
        save(train(load()))

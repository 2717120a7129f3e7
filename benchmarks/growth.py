"""Growth scores: children a second in the batch, and for one child as a form asks for them."""

import random
import time
from io import BytesIO

from benchmarks.report import Line
from benchmarks.sections import Bench

CHILDREN = 200_000
SINGLES = 5_000


def _file(chance: random.Random) -> bytes:
    """Children of 0 to 19 years, as a survey keeps them."""
    lines = ["id,sex,age_days,weight,lenhei,measure,headc,oedema"]
    for n in range(CHILDREN):
        days = chance.randint(0, 6900)
        size = f"{chance.uniform(2, 90):.2f},{chance.uniform(44, 190):.1f},{chance.choice('lh')},{chance.uniform(30, 55):.1f}"
        lines.append(f"{n},{chance.choice('12')},{days},{size},n")
    return "\n".join(lines).encode()


def growth(bench: Bench) -> list[Line]:
    """On one core, reading and writing the CSV included."""
    from clinic_app.growth import files, who

    data = _file(random.Random(6))
    files.score_file(BytesIO(data[:100_000]), BytesIO(), lambda line, sentence: None)
    began = time.process_time()
    done = files.score_file(BytesIO(data), BytesIO(), lambda line, sentence: None)
    rate = done.rows / (time.process_time() - began)
    child = who.Child("M", age_days=589, weight=10.5, lenhei=78.5, measure="l", headc=46.0)
    began = time.process_time()
    for _ in range(SINGLES):
        who.score(child)
    alone = (time.process_time() - began) * 1000 / SINGLES
    return [
        Line("growth", f"batch of {CHILDREN:,}, from CSV to CSV", rate, "children/s", least=50_000),
        Line("growth", "one child, five indicators", alone, "ms", most=1),
    ]

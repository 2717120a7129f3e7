"""Scores of rows as the batch command writes them."""

import csv
import io

from clinic_app.growth.files import score_file


def scored_text(text: str) -> tuple[list[dict[str, str]], list[tuple[int, str]]]:
    """The lines of the output, and the complaints by line."""
    out, said = io.BytesIO(), []
    score_file(io.BytesIO(text.encode()), out, lambda line, sentence: said.append((line, sentence)))
    return list(csv.DictReader(io.StringIO(out.getvalue().decode()))), said


def scored(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """What the batch makes of rows with any columns."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return scored_text(text.getvalue())[0]

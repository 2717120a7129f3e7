"""`growth score`: a file in, a file out, and bad rows that do not stop the rest."""

import subprocess
import sys
from pathlib import Path

import pytest
from growth_scoring import scored_text

from clinic_app.growth.cli import score
from clinic_app.growth.files import HEADER, BadFile

GOOD = "a,1,400,10.5,78.5,l,46.0,n"
COLUMNS = "id,sex,age_days,weight,lenhei,measure,headc,oedema"


def test_bad_rows_are_named_by_their_line_and_the_others_go_on() -> None:
    text = "\n".join(
        [COLUMNS, GOOD, "b,,400,10,78,l,,", "c,F,x,10,78,l,,", "", "d,F,-3,10,78,l,,", "e,F,400,10,78,q,,", "f,F,400,10,78,l,,,9", GOOD]
    )
    rows, said = scored_text(text)
    assert [row["id"] for row in rows] == ["a", "b", "c", "d", "e", "f", "a"]
    assert rows[0] == rows[-1] and rows[0]["zwei"] == "0.53"
    assert all(row["zwei"] == row["fwei"] == "" for row in rows[1:-1])
    assert said == [
        (3, "sex is missing"), (4, "age_days is not a number: 'x'"), (6, "age_days is negative: -3"), (7, "measure must be l or h: 'q'"),
        (8, "9 values, but the header names 8"),
    ]  # fmt: skip


def test_a_value_that_cannot_be_measured_is_left_out_alone() -> None:
    rows, said = scored_text(f"{COLUMNS}\na,1,400,0,78.5,l,46.0,n")
    assert (rows[0]["zwei"], rows[0]["zlen"]) == ("", "0.58")
    assert said == [(2, "weight must be more than 0: 0")]


def test_decimal_commas_semicolons_and_words_for_missing_are_understood() -> None:
    rows, said = scored_text("\ufeffid;Sex;Age_days;weight;lenhei;measure\n1;M;400;10,5;78,5;L\n2;f;400;NA;.;\n")
    assert (rows[0]["zwei"], rows[0]["zwfl"], rows[1]["zwei"]) == ("0.53", "0.38", "")
    assert said == []


def test_what_spreadsheets_write_is_understood() -> None:
    """Sex as 1.0, old Mac line ends, empty lines made of commas at the end, columns in another order and ones that nobody asked for."""
    rows, said = scored_text(f"{COLUMNS}\ra,1.0,400,10.5,78.5,l,46.0,n\rb,2.0,400,10.5,78.5,l,46.0,n\r")
    assert [row["zwei"] for row in rows] == ["0.53", "1.06"] and said == []
    rows, said = scored_text(f"{COLUMNS}\r\n{GOOD}\r\n   \r\n,,,,,,,\r\n{GOOD}")
    assert len(rows) == 2 and said == []
    rows, said = scored_text('notes,"weight",id,lenhei,sex,age_days\n"two\nlines","10,5","7, b","78,5",1,400\nx,abc,8,78,1,400\n')
    assert [(row["id"], row["zwei"]) for row in rows] == [("7, b", "0.53"), ("8", "")]
    assert said == [(4, "weight is not a number: 'abc'")]  # counted in lines of the file, not in rows


def test_a_number_that_is_no_measure_is_told_and_never_becomes_infinite() -> None:
    rows, said = scored_text(f"{COLUMNS}\na,1,400,1e308,78.5,l,46.0,n\nb,1,400,1050,78.5,l,46.0,n")
    assert (rows[0]["zwei"], rows[0]["zlen"]) == ("", "0.58") and rows[1]["fwei"] == "1"
    assert said == [(2, "weight is too large to be a measure: 1e308")]


def test_each_child_fills_the_columns_of_her_reference() -> None:
    rows, _ = scored_text("id,sex,age_months,weight,lenhei\n1,F,59.9,18,108\n2,F,60,18,108\n3,F,121,30,138\n")
    assert list(rows[0]) == HEADER
    assert [(bool(row["zlen"]), bool(row["zhfa"]), bool(row["zwfa"])) for row in rows] == [
        (True, False, False),
        (False, True, True),
        (False, True, False),
    ]


def test_a_file_without_the_needed_columns_is_refused() -> None:
    with pytest.raises(BadFile, match="age_days or age_months"):
        scored_text("id,sex\n1,M\n")


def test_the_command_reads_and_writes_the_standard_streams() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "clinic_app", "growth", "score", "-", "-"],
        input=f"{COLUMNS}\n{GOOD}\nb,x,1,1,1,l,,\n", capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert run.returncode == 0
    assert run.stdout.splitlines()[1] == "a,0.58,0,0.53,0,0.38,0,0.28,0,-0.29,0,,,,,,"
    assert "line 3: sex must be 1, 2, M or F: 'x'" in run.stderr


def test_a_good_result_survives_a_file_that_is_no_table(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(f"{COLUMNS}\n{GOOD}\n")
    score(str(source), str(target))
    before = target.read_text()
    source.write_text("no,table\n1,2\n")
    with pytest.raises(SystemExit, match="missing: id, sex, age_days or age_months") as stopped:
        score(str(source), str(target))
    assert stopped.value.code not in (0, None)
    assert target.read_text() == before and sorted(one.name for one in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_a_file_is_not_written_over_itself(tmp_path: Path) -> None:
    both = tmp_path / "children.csv"
    both.write_text(f"{COLUMNS}\n{GOOD}\n")
    with pytest.raises(SystemExit, match="same file"):
        score(str(both), str(both))
    assert both.read_text().startswith("id,sex")

"""`python -m clinic_app growth …`: scores of a whole file, without a database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

growth = typer.Typer(no_args_is_help=True, help="Growth of children: WHO's z scores.")


@growth.command("score")
def score(
    source: Annotated[
        str,
        typer.Argument(
            metavar="IN.csv",
            help="Columns id, sex, age_days or age_months, weight, lenhei, measure, headc, oedema; - reads standard input.",
        ),
    ],
    target: Annotated[str, typer.Argument(metavar="OUT.csv", help="The same ids with their z scores and flags; - writes standard output.")],
) -> None:
    """Score every child of a CSV file; rows that cannot be read are named on standard error and stay empty."""
    from clinic_app.growth.files import BadFile, score_file

    if "-" not in (source, target) and Path(source).exists() and Path(target).exists() and Path(target).samefile(source):
        raise SystemExit("IN.csv and OUT.csv are the same file")
    try:
        reading = sys.stdin.buffer if source == "-" else Path(source).open("rb")  # noqa: SIM115
    except OSError as error:
        raise SystemExit(f"{source}: {error.strerror}") from None
    try:
        if target == "-":
            done = score_file(reading, sys.stdout.buffer, _complain)
            sys.stdout.buffer.flush()
        else:
            with Path(target).open("wb") as writing:
                done = score_file(reading, writing, _complain)
    except BadFile as error:
        raise SystemExit(f"{source}: {error}") from None
    except BrokenPipeError:
        raise SystemExit(1) from None
    except OSError as error:
        raise SystemExit(f"{target}: {error.strerror}") from None
    finally:
        reading.close()
    if done.bad:
        typer.echo(f"{done.bad} of {done.rows} rows have problems; the others were scored", err=True)


def _complain(line: int, sentence: str) -> None:
    typer.echo(f"line {line}: {sentence}", err=True)

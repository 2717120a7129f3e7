"""`python -m clinic_app growth …`: scores of a whole file, without a database."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

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
        with _writing(target) as writing:
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


@contextmanager
def _writing(target: str) -> Iterator[BinaryIO]:
    """Where the scores go. A file appears whole or not at all: what was there stays when the input turns out to be no table."""
    path = Path(target)
    if target == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif path.exists() and not path.is_file():  # a pipe, a device
        with path.open("wb") as writing:
            yield writing
    else:
        partial = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with partial.open("wb") as writing:
                yield writing
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


def _complain(line: int, sentence: str) -> None:
    typer.echo(f"line {line}: {sentence}", err=True)

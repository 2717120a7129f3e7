"""`python -m clinic_app replies …`: needs no database."""

import csv
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

replies = typer.Typer(no_args_is_help=True, help="What patients' answers mean.")


@replies.callback()
def _group() -> None:
    """Keeps `classify` a command of its own."""


@replies.command()
def classify(
    source: Annotated[str, typer.Argument(metavar="IN.csv", help="Columns id and text; - for standard input.")],
    target: Annotated[str, typer.Argument(metavar="OUT.csv", help="Columns id, intent, confidence, source; - for standard output.")],
) -> None:
    """Say for each answer whether it confirms, cancels, reschedules, asks, opts out or is something else (a person reads that)."""
    from clinic_app.reminders.replies import read

    with ExitStack() as files:
        csv.field_size_limit(sys.maxsize)
        if source == "-":
            sys.stdin.reconfigure(encoding="utf-8-sig", newline="")  # type: ignore[union-attr]
        reader = csv.DictReader(sys.stdin if source == "-" else files.enter_context(Path(source).open(newline="", encoding="utf-8-sig")))
        if missing := {"id", "text"} - set(reader.fieldnames or ()):
            typer.echo(f"Missing column: {', '.join(sorted(missing))}", err=True)
            raise typer.Exit(2)
        writer = csv.writer(
            sys.stdout if target == "-" else files.enter_context(Path(target).open("w", newline="", encoding="utf-8")), lineterminator="\n"
        )
        writer.writerow(("id", "intent", "confidence", "source"))
        for row in reader:
            found = read(row["text"] or "")
            writer.writerow((row["id"], found.intent, f"{found.confidence:.3f}", "urgent" if found.urgent else found.source))

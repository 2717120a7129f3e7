"""`python -m clinic_app …`: every command imports what it needs when it runs."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from clinic_app.growth.cli import growth
from clinic_app.messaging.cli import RUNNERS, integrations
from clinic_app.reminders.cli import replies

cli = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="Hampiq: a clinic on the web.")
admin = typer.Typer(no_args_is_help=True, help="Administrators of the whole platform.")
cli.add_typer(admin, name="admin")
audit = typer.Typer(no_args_is_help=True, help="The trail of who did or opened what.")
cli.add_typer(audit, name="audit")
cli.add_typer(replies, name="replies")
cli.add_typer(integrations, name="integrations")
cli.add_typer(growth, name="growth")
diagnoses = typer.Typer(no_args_is_help=True, help="Catalogues of diagnoses.")
cli.add_typer(diagnoses, name="diagnoses")

Data = Annotated[Path | None, typer.Option(help="Data folder; CLINIC_DATA_DIR or ./data when left out.")]


@cli.command()
def serve(
    port: int = 3000,
    host: str = "127.0.0.1",
    data: Data = None,
    api_only: Annotated[bool, typer.Option("--api-only", help="No pages: needs no frontend build.")] = False,
    workers: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Set up everything and serve until stopped."""
    from clinic_app.core.supervisor import Door
    from clinic_app.core.supervisor import serve as run

    _guarded(data, lambda: run(Door(host, port, api_only, workers)))


@cli.command()
def worker(data: Data = None) -> None:
    """Work on background jobs alone, beside servers that run elsewhere."""
    from clinic_app.core.supervisor import work_jobs

    _guarded(data, work_jobs)


@cli.command()
def dev(data: Data = None) -> None:
    """Serve with hot reload for development: pages on port 3000, API on port 8000."""

    def run() -> None:
        import subprocess

        from clinic_app.core.supervisor import ROOT, database

        with database():
            child = subprocess.Popen([sys.executable, "-m", "reflex", "run"], cwd=ROOT)
            try:
                child.wait()
            finally:
                child.terminate()
                child.wait()

    _guarded(data, run)


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write: database, photos and secrets. Keep it as safe as the data folder.")],
    data: Data = None,
) -> None:
    """Write everything into one file, also while the clinic works."""

    def run() -> None:
        from clinic_app.core.backup import back_up

        typer.echo(f"{file}: {back_up(file) / 2**20:.1f} MiB")

    _guarded(data, run)


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")], data: Data = None) -> None:
    """Fill a fresh data folder from a backup; then `serve` it."""

    def run() -> None:
        from clinic_app.core.backup import restore as fill
        from clinic_app.core.settings import settings

        fill(file)
        typer.echo(f"restored into {settings().data_dir.absolute()}")

    _guarded(data, run)


@cli.command()
def demo(data: Data = None) -> None:
    """Load a demo clinic; refuses a database that holds real ones."""

    async def run() -> None:
        from clinic_app import demo as demo_clinic

        result = await demo_clinic.load()
        if result is not None:
            typer.echo(result)

    _guarded(data, lambda: _with_database(run))


@admin.command("create")
def create_admin(
    email: str,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = False,
    data: Data = None,
) -> None:
    """Make a platform administrator."""
    password = (
        sys.stdin.readline().rstrip("\r\n") if password_stdin else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    )

    async def run() -> None:
        from clinic_app.access.service import create_platform_admin

        await create_platform_admin(email, password)
        typer.echo(f"{email} administers the platform")

    _guarded(data, lambda: _with_database(run))


@admin.command("reset-second-factor")
def reset_second_factor(email: str, data: Data = None) -> None:
    """Take the second factor away from a person who lost her telephone and her recovery codes; she signs in by password until she sets up another."""

    async def run() -> None:
        from clinic_app.access.second_factor import take_away

        await take_away(email)
        typer.echo(f"{email} signs in by password alone")

    _guarded(data, lambda: _with_database(run))


@audit.command("verify")
def verify_trail(
    clinic: Annotated[str | None, typer.Option(help="Only this clinic: its number or its name.")] = None,
    anchor: Annotated[
        bool, typer.Option("--anchor", help="Print clinic, length and newest hash of each chain, to be kept outside.")
    ] = False,
    kept: Annotated[
        typer.FileText | None, typer.Option(help="An output of --anchor kept earlier: the chains must still contain it.")
    ] = None,
    data: Data = None,
) -> None:
    """Walk the chain of the trail and name the first entry that was changed, deleted or inserted; then the exit code is 1."""

    def run() -> None:
        from clinic_app.audit.report import print_reports
        from clinic_app.core.settings import settings
        from clinic_app.core.supervisor import database

        with database():
            sound = print_reports(settings().libpq_owner_url, clinic, anchor=anchor, kept=kept, say=typer.echo)
        if not sound:
            raise SystemExit(1)

    _guarded(data, run)


@diagnoses.command("import")
def import_diagnoses(
    file: Annotated[Path, typer.Argument(help="A CSV with the columns of the template (Settings, Diagnoses); - for standard input.")],
    clinic: Annotated[str, typer.Option(help="The clinic: its number, its name, or its name as in an address (consultorio-sonqo).")],
    data: Data = None,
) -> None:
    """Bring a licensed catalogue into one clinic; a code that it has already gets the new words."""

    def run() -> None:
        import clinic_app.wiring  # noqa: F401 - every table, for the keys between them
        from clinic_app.records.diagnoses.catalogue_files import contents, import_file

        content = contents(file)

        async def store() -> None:
            typer.echo(await import_file(content, clinic))

        _with_database(store)

    _guarded(data, run)


@growth.command("recalculate")
def recalculate_growth(
    clinic: Annotated[str, typer.Option(help="The clinic: its number or its name.")],
    apply: Annotated[bool, typer.Option("--apply", help="Write what differs; without it, only say so.")] = False,
    data: Data = None,
) -> None:
    """What the stored scores, classes and alerts would be today: the differences as CSV, their number on standard error."""

    async def run() -> None:
        from clinic_app.growth.recalculation import print_changes

        await print_changes(clinic, apply=apply)

    _with_pools(data, run)


@cli.command()
def outbox(data: Data = None) -> None:
    """List the mails kept in the data folder because no mail server is set."""
    from email import policy
    from email.parser import BytesParser

    from clinic_app.core.settings import settings

    _choose(data)
    for path in sorted((settings().data_dir / "outbox").glob("*.eml")):
        with open(path, "rb") as file:
            mail = BytesParser(policy=policy.default).parse(file, headersonly=True)
        typer.echo(f"{mail['date']}  {mail['to']}  {mail['subject']}  {path}")


def _choose(data: Path | None) -> None:
    if data:
        os.environ["CLINIC_DATA_DIR"] = str(data.absolute())


def _guarded(data: Path | None, run: Callable[[], None]) -> None:
    """Expected failures end with one sentence, not a traceback."""
    import psycopg

    from clinic_app.core.bootstrap import DatabaseNotReady
    from clinic_app.core.errors import ClinicError
    from clinic_app.core.frontend import BuildFailed
    from clinic_app.core.logs import configure_logs
    from clinic_app.core.postgres import PostgresError
    from clinic_app.core.supervisor import Refused

    _choose(data)
    configure_logs()
    try:
        run()
    except (BuildFailed, ClinicError, DatabaseNotReady, PostgresError, Refused) as error:
        typer.echo(error.first if isinstance(error, ClinicError) else str(error), err=True)
        raise SystemExit(1) from None
    except psycopg.OperationalError as error:
        typer.echo(f"the database cannot be reached: {error}", err=True)
        raise SystemExit(1) from None


def _with_database(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    from clinic_app.core.supervisor import database

    async def and_tidy_up() -> None:
        from clinic_app.core.database import engine

        try:
            await run()
        finally:
            await engine().dispose()

    with database():
        asyncio.run(and_tidy_up())


def _with_pools(data: Path | None, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """For commands that work as the server does: with its pools, and with the domains wired together."""

    async def wired() -> None:
        import clinic_app.wiring  # noqa: F401
        from clinic_app.core.database import reads

        async with reads():
            await run()

    _guarded(data, lambda: _with_database(wired))


RUNNERS[:] = [_with_pools]

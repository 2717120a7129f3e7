"""`python -m clinic_app diagnoses …`: a clinic's own catalogue of diagnoses."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

diagnoses = typer.Typer(no_args_is_help=True, help="Catalogues of diagnoses.")


def slug(name: str) -> str:
    """`consultorio-sonqo` for Consultorio Sonqo."""
    from clinic_app.records.diagnoses import fold

    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def find_clinic(url: str, wanted: str) -> int:
    """The id of the clinic with this number, name or slug, as its owner of the database sees them. Raises ClinicError for none or several."""
    import psycopg

    from clinic_app.core.errors import ClinicError

    with psycopg.connect(url) as connection:
        clinics = connection.execute("select id, name from app.clinic order by id").fetchall()
    found = [key for key, name in clinics if wanted in (str(key), name) or slug(name) == slug(wanted) != ""]
    if len(found) != 1:
        raise ClinicError(f"{len(found) or 'no'} clinics have this number, name or slug: {wanted}")
    return found[0]


@diagnoses.command("import")
def import_catalogue(
    file: Annotated[Path, typer.Argument(help="A CSV like nursing_import_template.csv; - for standard input.")],
    clinic: Annotated[str, typer.Option(help="The clinic: its number, its name, or its name as in an address (consultorio-sonqo).")],
    data: Annotated[Path | None, typer.Option(help="Data folder; CLINIC_DATA_DIR or ./data when left out.")] = None,
) -> None:
    """Bring a licensed catalogue into one clinic; a code that it has already gets the new words."""
    from clinic_app.cli import _guarded, _with_database
    from clinic_app.core.errors import ClinicError

    async def run() -> None:
        from clinic_app.core.database import Actor, start_work
        from clinic_app.core.permissions import Permission
        from clinic_app.core.settings import settings
        from clinic_app.records import diagnosis_import

        try:
            content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        except OSError as error:
            raise ClinicError(f"cannot read {file}: {error.strerror}") from None
        entries = diagnosis_import.read(diagnosis_import.decoded(content))
        key = find_clinic(settings().libpq_owner_url, clinic)
        async with start_work(Actor(user_id=0, tenant_id=key, permissions=frozenset({Permission.SETTINGS_WRITE}))) as work:
            done = await diagnosis_import.store(work, entries)
        typer.echo(f"{done.added} added, {done.changed} changed in clinic {key}")

    async def told() -> None:
        """Every line that is wrong, not only the first."""
        try:
            await run()
        except ClinicError as error:
            raise ClinicError("\n".join(said for each in error.fields.values() for said in each) if error.fields else error.sentence) from error

    _guarded(data, lambda: _with_database(told))

"""`python -m clinic_app integrations …`: the clinic's accounts without the screens. What is secret is never printed, but for what was just made up."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

integrations = typer.Typer(no_args_is_help=True, help="A clinic's accounts with providers of messages.")
Data = Annotated[Path | None, typer.Option(help="Data folder; CLINIC_DATA_DIR or ./data when left out.")]
Clinic = Annotated[str, typer.Option(help="The clinic: its slug, number or name (`integrations list` prints them).")]
Provider = Annotated[str, typer.Argument(help="As `integrations list` names it.")]


Job = Callable[[], Coroutine[Any, Any, None]]
RUNNERS: list[Callable[[Path | None, Job], None]] = []  # how a job gets its database; filled by the command line itself, which lies above


def _run(data: Path | None, job: Job) -> None:
    RUNNERS[0](data, job)


def _actor(clinic: str) -> Any:
    from clinic_app.clinics import slugs
    from clinic_app.core.database import Actor
    from clinic_app.core.permissions import Permission
    from clinic_app.core.settings import settings

    permissions = frozenset({Permission.SETTINGS_READ, Permission.SETTINGS_WRITE})
    return Actor(user_id=0, tenant_id=slugs.find(settings().libpq_owner_url, clinic), role="operator", permissions=permissions)


def _pairs(given: list[str]) -> dict[str, str]:
    """`key=value` each; `key=-` is read from the next line of standard input, so that it stays out of the shell's history. Raises ClinicError."""
    from clinic_app.core.errors import ClinicError

    found = {}
    for each in given:
        name, separator, value = each.partition("=")
        if not separator or not name.strip():
            raise ClinicError(f"write key=value, not {name!r}")
        found[name.strip()] = sys.stdin.readline().rstrip("\r\n") if value == "-" else value
    return found


def _checked(name: str) -> str:
    """The provider's own name. Raises ClinicError that names them all."""
    from clinic_app.core.errors import ClinicError, NotFound
    from clinic_app.messaging import accounts

    try:
        return accounts.provider_of(name).name
    except NotFound:
        raise ClinicError(f"no provider {name!r}; there are {', '.join(accounts.SET_UP)}") from None


def _in_words(error: Any) -> Any:
    from clinic_app.core.errors import ClinicError

    return ClinicError(
        "\n".join(f"{name}: {said}" for name, all_said in (error.fields or {}).items() for said in all_said) or error.sentence
    )


@integrations.command("list")
def list_all(clinic: Annotated[str | None, typer.Option(help="Only this clinic's accounts.")] = None, data: Data = None) -> None:
    """Every provider with its keys, every clinic with its slug, and which accounts are set up."""

    async def job() -> None:
        from clinic_app.clinics import slugs
        from clinic_app.core.settings import settings
        from clinic_app.integrations import registry
        from clinic_app.messaging import accounts

        typer.echo("providers (* needed, ! secret, made up when left out: ~)")
        for name in accounts.SET_UP:
            provider = registry.PROVIDERS[name]
            marks = [f"{key.name}{'*' * key.required}{'!' * key.secret}{'~' * (key.name in provider.made)}" for key in provider.keys]
            typer.echo(f"  {name:14} {'/'.join(provider.channels) or '-':13} {' '.join(marks)}")
        typer.echo("clinics")
        for key, own, name in slugs.every(settings().libpq_owner_url):
            if clinic is None or _actor(clinic).tenant_id == key:
                typer.echo(f"  {own}  (number {key}, {name})")
                await _echo_accounts(own)

    _run(data, job)


async def _echo_accounts(own: str) -> None:
    from clinic_app.core.database import start_work
    from clinic_app.messaging import accounts

    async with start_work(_actor(own)) as work:
        cards = await accounts.cards(work)
    for card in cards:
        if card.row is not None:
            secrets = " ".join(f"{name}=…" for name in sorted(card.has))
            shown = " ".join(f"{name}={value}" for name, value in sorted(card.values.items()))
            state = card.row.state if card.readable else "unreadable: sealed with another key"
            counted = f"deliveries={card.deliveries} forged={card.row.forged}"
            typer.echo(f"    {card.provider.name:14} {state} {card.row.state_code} {counted} {shown} {secrets}".rstrip())


@integrations.command("set")
def set_up(
    provider: Provider,
    clinic: Clinic,
    values: Annotated[list[str], typer.Argument(help="key=value …; key= takes one away; key=- reads it from standard input.")],
    rotate: Annotated[bool, typer.Option("--rotate", help="Another webhook address; the one before opens nothing any more.")] = False,
    data: Data = None,
) -> None:
    """Set up or change an account, and print the webhook address for the provider."""

    async def job() -> None:
        from clinic_app.core.database import start_work
        from clinic_app.core.errors import Invalid
        from clinic_app.core.settings import settings
        from clinic_app.messaging import accounts

        name, actor, given = _checked(provider), _actor(clinic), _pairs(values)
        try:
            async with start_work(actor) as work:
                done = await accounts.save(work, name, given, operator=True)
                url = (await accounts.rotate(work, name)).url if rotate else done.url
        except Invalid as error:
            raise _in_words(error) from None
        typer.echo(f"{name} is set up")
        for key, value in done.made.items():
            typer.echo(f"{key}: {value}   (made up now, shown this once)")
        if name not in ("smtp", "llm"):
            typer.echo(f"webhook: {url}")
            if not settings().public_url:
                typer.echo("CLINIC_PUBLIC_URL is not set: put the address by which providers reach this server before /webhook/")
        if name == "botconversa":
            typer.echo(f"or, for all clinics, with the token in X-Webhook-Token: {accounts.shared_url()}")

    _run(data, job)


@integrations.command("test")
def test_account(provider: Provider, clinic: Clinic, data: Data = None) -> None:
    """Ask the provider whether the account works; the exit code is 1 when it does not."""

    async def job() -> None:
        from clinic_app.core.errors import ClinicError, NotFound
        from clinic_app.messaging import accounts

        name = _checked(provider)
        try:
            code = await accounts.test(_actor(clinic), name)
        except NotFound:
            raise ClinicError(f"{name} is not set up in this clinic") from None
        if code:
            raise ClinicError(f"{name}: {accounts.said(code)}")
        typer.echo(f"{name} works")

    _run(data, job)


@integrations.command("remove")
def remove_account(provider: Provider, clinic: Clinic, data: Data = None) -> None:
    """Forget an account and its keys; its webhook address opens nothing any more."""

    async def job() -> None:
        from clinic_app.core.database import start_work
        from clinic_app.core.errors import ClinicError, NotFound
        from clinic_app.messaging import accounts

        name = _checked(provider)
        try:
            async with start_work(_actor(clinic)) as work:
                await accounts.remove(work, name)
        except NotFound:
            raise ClinicError(f"{name} is not set up in this clinic") from None
        typer.echo(f"{name} is forgotten")

    _run(data, job)

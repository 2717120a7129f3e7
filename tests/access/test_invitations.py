"""An invitation opens once, for seven days, for the person it was meant for; its token is nowhere but in the link."""

import asyncio
import re
from typing import Any

import pytest
from sqlalchemy import text

from clinic_app.access import actors, invitations, joining, service, sessions
from clinic_app.access.joining import Newcomer, NotWelcome, Refusal
from clinic_app.core.database import start_work
from clinic_app.core.errors import Conflict, Invalid, NotFound

PASSWORD = "Consultorio-2026"
HERE = {"origin": "http://testserver"}
LUZ = {"first_name": "Luz", "last_name": "Ñahui", "email": "luz@x.pe", "password": PASSWORD, "password_confirm": PASSWORD}


async def invited(actor: Any, role: str = "receptionist", email: str = "") -> tuple[int, str]:
    async with start_work(actor) as work:
        row, token = await invitations.invite(work, role, email)
        return row.id, token


async def sid(actor: Any) -> dict[str, str]:
    return {**HERE, "cookie": f"sid={await sessions.open_session(actor)}"}


async def refusal(actor: Any, token: str) -> Refusal:
    with pytest.raises(NotWelcome) as no:
        await joining.accept(actor, token)
    return no.value.why


def mails() -> set[Any]:
    from clinic_app.core.settings import settings

    return set((settings().data_dir / "outbox").glob("*.eml"))


async def mailed(actor: Any, key: int) -> str:
    """The token in the mail that the job sends."""
    from email import policy
    from email.parser import BytesParser

    from clinic_app.access.jobs import mail_invitation

    old = mails()
    await mail_invitation(tenant_id=actor.tenant_id, invitation_id=key)
    (path,) = mails() - old
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    body = mail.get_body().get_content()  # type: ignore[union-attr]
    return re.search(r"/invitation/#(\S+)", body).group(1)  # type: ignore[union-attr]


async def test_one_with_an_account_joins_in_the_offered_role(cast: Any) -> None:
    _, token = await invited(cast.owner)
    offer = await joining.look(token)
    assert (offer.clinic, offer.role, offer.email, offer.refusal) == ("Consultorio Sonqo", "receptionist", "", None)
    joined = await joining.accept(cast.outsider, token)
    assert (joined.tenant_id, joined.role) == (cast.owner.tenant_id, "receptionist")
    assert (await actors.actor_of(cast.outsider.user_id, cast.outsider.tenant_id)).role == "owner"


async def test_it_opens_once_also_for_two_at_the_same_moment(cast: Any) -> None:
    _, token = await invited(cast.owner)
    new = [joining.accept_as_new(token, Newcomer(f"p{number}@x.pe", "Luz", "", PASSWORD, PASSWORD)) for number in range(4)]
    done = await asyncio.gather(*new, joining.accept(cast.outsider, token), return_exceptions=True)
    failed = [each for each in done if isinstance(each, BaseException)]
    assert len(failed) == 4 and all(isinstance(each, NotWelcome) and each.why is Refusal.USED for each in failed), done
    assert (await joining.look(token)).refusal is Refusal.USED
    async with start_work(cast.owner) as work:
        made = "select count(*) from app.user_account where email like 'p_@x.pe'"
        assert (await work.session.execute(text(made))).scalar_one() == len(
            [each for each in done[:4] if not isinstance(each, BaseException)]
        )


async def test_it_is_for_the_person_of_the_address(cast: Any) -> None:
    _, token = await invited(cast.owner, "nurse", " Luz@X.pe ")
    assert await refusal(cast.outsider, token) is Refusal.OTHER_PERSON
    assert (await joining.look(token, cast.outsider)).refusal is Refusal.OTHER_PERSON
    joined = await joining.accept_as_new(token, Newcomer("otra@x.pe", "Luz", "", PASSWORD, PASSWORD))
    async with start_work(joined) as work:
        assert (await service.me(work)).email == "luz@x.pe"  # what the form says counts for nothing


async def test_it_runs_out_and_can_be_taken_back(cast: Any) -> None:
    key, token = await invited(cast.owner)
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.invitation set expires_at = now() - interval '1 second'"))
    assert await refusal(cast.outsider, token) is Refusal.EXPIRED
    async with start_work(cast.owner) as work:
        fresh = await invitations.renew_link(work, key)
    assert await refusal(cast.outsider, token) is Refusal.UNKNOWN  # the old link is dead
    async with start_work(cast.owner) as work:
        await invitations.revoke(work, key)
    assert await refusal(cast.outsider, fresh) is Refusal.REVOKED
    for again in (invitations.revoke, invitations.renew_link, invitations.send_again):
        with pytest.raises(NotFound):
            async with start_work(cast.owner) as work:
                await again(work, key)


async def test_a_token_that_is_none_opens_nothing(cast: Any) -> None:
    _, token = await invited(cast.owner)
    odd = (
        "",
        "x",
        "-",
        "1-",
        f"{cast.outsider.tenant_id}-{token.partition('-')[2]}",
        token[:-1],
        token + "x",
        "9" * 30 + "-x",
        "²-x",
        "1-" + "x" * 500,
        "\0-x",
    )
    for each in odd:
        assert await refusal(cast.outsider, each) is Refusal.UNKNOWN, each
        with pytest.raises(NotWelcome):
            await joining.look(each)


async def test_only_hashes_are_kept_and_jobs_carry_ids(cast: Any) -> None:
    key, token = await invited(cast.owner, "nurse", "luz@x.pe")
    by_mail = await mailed(cast.owner, key)
    assert by_mail != token
    async with start_work(cast.owner) as work:
        for query in (
            "select i::text from app.invitation i",
            "select args::text from jobs.procrastinate_jobs",
            "select e::text from app.audit_entry e",
        ):
            for (row,) in await work.session.execute(text(query)):
                assert token.partition("-")[2] not in row and by_mail.partition("-")[2] not in row
    joined = await joining.accept_as_new(by_mail, Newcomer("", "Luz", "", PASSWORD, PASSWORD))
    assert joined.role == "nurse"
    assert await refusal(cast.outsider, token) is Refusal.USED


async def test_sending_again_ends_the_links_before(cast: Any) -> None:
    key, token = await invited(cast.owner, "nurse", "outsider@hampiq.test")
    first = await mailed(cast.owner, key)
    async with start_work(cast.owner) as work:
        await invitations.send_again(work, key)
    second = await mailed(cast.owner, key)
    for dead in (token, first):
        assert await refusal(cast.outsider, dead) is Refusal.UNKNOWN
    assert (await joining.accept(cast.outsider, second)).role == "nurse"
    old = mails()
    from clinic_app.access.jobs import mail_invitation

    await mail_invitation(tenant_id=cast.owner.tenant_id, invitation_id=key)  # a job that comes too late mails nothing
    assert mails() == old


async def test_nobody_is_invited_twice(cast: Any) -> None:
    await invited(cast.owner, "nurse", "luz@x.pe")
    for email in ("luz@x.pe", "nurse@hampiq.test", "nada", "a@b@c"):
        with pytest.raises(Invalid) as no:
            await invited(cast.owner, "nurse", email)
        assert "email" in (no.value.fields or {})
    with pytest.raises(Invalid):
        await invited(cast.owner, "king")
    _, token = await invited(cast.owner)
    assert await refusal(cast.nurse, token) is Refusal.MEMBER
    async with start_work(cast.owner) as work:
        assert len(await invitations.pending(work)) == 2


async def test_too_many_that_wait_are_refused(cast: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(invitations, "MOST_PENDING", 2)
    await invited(cast.owner)
    await invited(cast.owner)
    with pytest.raises(Conflict):
        await invited(cast.owner)


async def test_a_clinic_whose_plan_ran_out_takes_nobody_in(cast: Any) -> None:
    _, token = await invited(cast.owner)
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.subscription set plan_code = 'pro', end_date = current_date - 2"))
    assert await refusal(cast.outsider, token) is Refusal.PLAN
    with pytest.raises(NotWelcome):
        await joining.accept_as_new(token, Newcomer("luz@x.pe", "Luz", "", PASSWORD, PASSWORD))


async def test_an_account_of_the_platform_joins_no_clinic(cast: Any) -> None:
    _, token = await invited(cast.owner)
    async with start_work(cast.outsider) as work:
        await work.session.execute(
            text("update app.user_account set is_platform_admin = true where id = :id"), {"id": cast.outsider.user_id}
        )
    assert await refusal(cast.outsider, token) is Refusal.PLATFORM


async def test_the_invitations_of_another_clinic_are_not_seen(cast: Any) -> None:
    key, _ = await invited(cast.owner)
    async with start_work(cast.outsider) as work:
        assert await invitations.pending(work) == []
        with pytest.raises(NotFound):
            await invitations.revoke(work, key)


# --- the forms of the page


async def test_the_form_of_one_who_is_signed_in(client: Any, cast: Any) -> None:
    _, token = await invited(cast.owner, "auditor")
    answer = await client.post("/auth/invitation", data={"token": token}, headers=HERE)
    assert answer.headers["location"] == "/invitation/?error=signin"
    mine = await sid(cast.outsider)
    answer = await client.post("/auth/invitation", data={"token": token}, headers=mine)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    whole = (await client.get("/api/auth/me/", headers={"cookie": mine["cookie"]})).json()
    assert whole["nombre_consultorio"] == "Consultorio Sonqo"  # she is in the clinic she has just joined
    answer = await client.post("/auth/invitation", data={"token": token}, headers=mine)
    assert answer.headers["location"] == "/invitation/?error=used" and token not in str(answer.headers)


async def test_the_form_of_a_new_person(client: Any, cast: Any) -> None:
    _, token = await invited(cast.owner)
    for wrong, code in (
        ({"password": "corta"}, "error=weak&field=password"), ({"password_confirm": "x"}, "error=mismatch&field=password_confirm"),
        ({"first_name": " "}, "error=missing&field=first_name"), ({"email": "owner@hampiq.test"}, "error=taken&field=email"), ({"token": "1-x"}, "error=unknown"),
    ):  # fmt: skip
        answer = await client.post("/auth/invitation/new", data={**LUZ, "token": token, **wrong}, headers=HERE)
        assert code in answer.headers["location"], (wrong, answer.headers["location"])
        assert token not in str(answer.headers) and "sid=" not in str(answer.headers)
    answer = await client.post("/auth/invitation/new", data={**LUZ, "token": token}, headers=HERE)
    assert answer.headers["location"] == "/" and any(line.startswith("sid=") for line in answer.headers.get_list("set-cookie"))
    assert (await client.get("/api/auth/me/")).json()["nombre_consultorio"] == "Consultorio Sonqo"


async def test_another_site_cannot_accept_for_her(client: Any, cast: Any) -> None:
    _, token = await invited(cast.owner)
    mine = await sid(cast.outsider)
    for path in ("/auth/invitation", "/auth/invitation/new"):
        answer = await client.post(path, data={**LUZ, "token": token}, headers={**mine, "origin": "https://evil.example"})
        assert answer.status_code == 403


async def test_guessing_is_slowed_down(client: Any, cast: Any) -> None:
    seen = [
        (await client.post("/auth/invitation/new", data={**LUZ, "token": f"1-{number}"}, headers=HERE)).headers["location"]
        for number in range(70)
    ]
    assert "error=unknown" in seen[0] and "error=rate" in seen[-1]

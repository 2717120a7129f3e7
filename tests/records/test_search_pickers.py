"""The search endpoints of pickers: words in any order and without accents, pages, and nobody else's rows."""

import time

import pytest

from clinic_app.core.database import start_work
from clinic_app.patients.models import Patient
from tests.records.conftest import add_patients

CLIENTS, PEOPLE = "/prontuarios/api/search/clientes/", "/prontuarios/api/search/profissionais/"


@pytest.fixture
def ask(client, cast, headers):
    async def get(url, who=None, status=200, **query):
        answer = await client.get(url, params=query, headers=headers(who or cast.receptionist))
        assert answer.status_code == status, answer.text
        return answer.json()

    return get


async def add(actor, given, surname, number):
    from datetime import date

    async with start_work(actor) as work:
        row = Patient(
            document_number=number, given_names=given, first_surname=surname, second_surname="", birth_date=date(2020, 1, 1), sex="F"
        )
        work.session.add(row)
        await work.session.flush()
        return row.id


async def test_words_are_found_without_accents_in_any_order(ask, cast):
    key = await add(cast.owner, "María José", "Núñez", "71234567")
    await add(cast.owner, "Pedro", "Quispe", "71234568")
    for words in ("nunez maria", "JOSÉ NÚÑ", "71234567", "maría"):
        found = await ask(CLIENTS, q=words)
        assert found == {"results": [{"id": key, "text": "Núñez, María José · 71234567"}], "pagination": {"more": False}}, words


async def test_wildcards_and_quotes_are_letters_like_any_other(ask, cast):
    await add_patients(cast.owner, 3)
    for words in ("%", "_", "\\", "100%", "'; drop table app.patient; --", "\0"):
        found = await ask(CLIENTS, q=words)
        assert found["results"] == [] or words == "\0", words
        assert (await ask(PEOPLE, q=words))["results"] == [] or words == "\0"
    key = await add(cast.owner, "50%_real", "Zeta", "79999999")
    assert [each["id"] for each in (await ask(CLIENTS, q="%_r"))["results"]] == [key]


async def test_pages_follow_each_other_until_there_is_no_more(ask, cast):
    keys = await add_patients(cast.owner, 45)
    pages = [await ask(CLIENTS, q="garcia", page=number) for number in (1, 2, 3, 4)]
    assert [len(each["results"]) for each in pages] == [20, 20, 5, 0]
    assert [each["pagination"]["more"] for each in pages] == [True, True, False, False]
    assert sorted(row["id"] for each in pages for row in each["results"]) == sorted(keys)
    await ask(CLIENTS, page="x", status=404)
    await ask(CLIENTS, page=0, status=404)
    assert (await ask(CLIENTS, page=999_999_999))["results"] == []


async def test_professionals_are_those_who_attend_unless_everybody_is_asked_for(ask, cast):
    staff = {row["id"] for row in (await ask(PEOPLE))["results"]}
    assert staff == {cast.owner.membership_id, cast.nurse.membership_id, cast.professional.membership_id}
    everybody = {row["id"] for row in (await ask(PEOPLE, staff_only=0))["results"]}
    assert cast.receptionist.membership_id in everybody and staff < everybody
    assert [row["text"] for row in (await ask(PEOPLE, q="mamaní rosa"))["results"]] == ["Rosa Mamani Quispe"]
    assert "staff_only" in await ask(PEOPLE, staff_only="quizás", status=400)


async def test_only_those_of_the_clinic_with_the_right_get_an_answer(client, ask, cast):
    await add_patients(cast.owner, 1)
    assert (await client.get(CLIENTS)).status_code == 401
    assert (await client.get(PEOPLE)).status_code == 401
    await ask(CLIENTS, cast.accountant, status=403)
    assert (await ask(CLIENTS, cast.outsider, q="garcia"))["results"] == []
    assert cast.owner.membership_id not in {row["id"] for row in (await ask(PEOPLE, cast.outsider, staff_only=0))["results"]}


async def test_an_archived_patient_is_not_offered(ask, cast):
    await add_patients(cast.owner, 1, is_active=False)
    assert (await ask(CLIENTS, q="garcia"))["results"] == []


async def test_an_answer_takes_a_moment_only(ask, cast):
    await add_patients(cast.owner, 500)
    await ask(CLIENTS, q="lopez juan")
    began = time.perf_counter()
    await ask(CLIENTS, q="lopez juan")
    assert time.perf_counter() - began < 0.25

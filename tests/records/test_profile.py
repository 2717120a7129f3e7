"""The clinical profile: what every document says of a patient, with where it was said."""

import pytest

from clinic_app.core.database import start_work
from clinic_app.records import profile
from clinic_app.records.history.models import FactKind, FactSource
from clinic_app.records.profile import Source, split_facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Ninguna conocida", []), ("Ninguno relevante", []), ("No", []), ("Niega alergias", []), ("Sin alergias", []), ("NKDA", []), ("-", []), ("", []),
        ("Huevo; penicilina\nNueces", ["Huevo", "penicilina", "Nueces"]), ("No tolera la leche", ["No tolera la leche"]),
        ("Niega, excepto al huevo", ["Niega, excepto al huevo"]), ("Ninguna\nLátex", ["Látex"]), ("Huevo, urticaria leve.", ["Huevo, urticaria leve"]),
    ],
)  # fmt: skip
def test_a_text_says_facts_and_none_is_no_fact(text, facts):
    assert split_facts(text) == facts


async def test_the_history_feeds_the_banner_and_takes_back_what_it_no_longer_says(client, cast, child):
    await child.open(alergias="Huevo\nPenicilina", antecedentes_personales="Asma")
    async with start_work(cast.nurse) as work:
        assert await profile.allergies(work, child.id) == ["Huevo", "Penicilina"]
        await profile.put_facts(work, child.id, FactKind.ALLERGY, ["huevo", "Látex"], Source(FactSource.ANAMNESIS, 7))
    await client.patch(child.url, json={"alergias": "Penicilina"}, headers=child.mine)
    async with start_work(cast.nurse) as work:
        assert set(await profile.allergies(work, child.id)) == {"huevo", "Látex", "Penicilina"}  # the anamnesis still says egg
        await profile.put_facts(work, child.id, FactKind.ALLERGY, [], Source(FactSource.ANAMNESIS, 8))
        assert await profile.allergies(work, child.id) == ["Penicilina"]
    told = (await client.get(f"/api/pacientes/{child.id}/perfil-clinico/", headers=child.mine)).json()["datos"]
    assert [(one["tipo"], one["texto"], one["origen"], one["registrado_por"]) for one in told] == [
        ("alergia", "Penicilina", "historia", "Nurse Sonqo"), ("condicion", "Asma", "historia", "Nurse Sonqo"),
    ]  # fmt: skip


async def test_the_same_words_of_two_sources_stand_once_in_the_banner(cast, child):
    await child.open(alergias="Maní")
    async with start_work(cast.nurse) as work:
        await profile.put_facts(work, child.id, FactKind.ALLERGY, ["mani"], Source(FactSource.NOTE, 1))
        assert len(await profile.allergies(work, child.id)) == 1
        assert len((await profile.of(work, child.id)).of(FactKind.ALLERGY)) == 2


async def test_a_fact_noted_by_hand_is_added_and_taken_back(cast, child):
    async with start_work(cast.nurse) as work:
        await profile.add(work, child.id, FactKind.HABIT, "Fuma")
        await profile.add(work, child.id, FactKind.HABIT, "Corre")
        first = (await profile.of(work, child.id)).facts[0]
        await profile.end(work, child.id, first.id)
        assert [one.text for one in (await profile.of(work, child.id)).facts] == ["Corre"]

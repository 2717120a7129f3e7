"""Documents of Brazil and Chile beside those of Peru."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid
from clinic_app.patients import service
from clinic_app.patients.identity import document_kinds, document_problem, kept_number, shown_number
from clinic_app.patients.inputs import GuardianIn, PatientIn, changes, whole
from tests.patients.test_patient_inputs import LEAST, WHERE

BRAZIL, CHILE = WHERE | {"country": "BR"}, WHERE | {"country": "CL"}


@pytest.mark.parametrize(
    ("kind", "written", "kept", "shown"),
    [
        ("cpf", "390.533.447-05", "39053344705", "390.533.447-05"), ("cpf", " 39053344705 ", "39053344705", "390.533.447-05"),
        ("rut", "12.531.909-2", "125319092", "12.531.909-2"), ("rut", "6K", None, ""), ("rut", "10000013-k", "10000013K", "10.000.013-K"),
        ("cpf", "390.533.447-06", None, ""), ("cpf", "111.111.111-11", None, ""), ("cpf", "３９０５３３４４７０５", None, ""), ("cpf", "", None, ""),
        ("rut", "12.531.909-3", None, ""), ("rut", "11.111.111-1", None, ""), ("rut", "x", None, ""),
    ],
)  # fmt: skip
def test_numbers_are_checked_kept_bare_and_shown_as_people_write_them(kind: str, written: str, kept: str | None, shown: str) -> None:
    body = LEAST | {"tipo_documento": kind, "numero_documento": written}
    where = BRAZIL if kind == "cpf" else CHILE
    if kept is None:
        with pytest.raises(Invalid) as refused:
            whole(PatientIn, body, **where)
        assert list(refused.value.fields or {}) == ["numero_documento"]
    else:
        assert whole(PatientIn, body, **where)["document_number"] == kept
        assert whole(GuardianIn, body, **where)["document_number"] == kept
        assert shown_number(kind, kept) == shown
        assert document_problem(kind, kept) is None
        assert kept_number(kind, shown) == kept


@pytest.mark.parametrize(
    ("country", "first", "refused"), [("PE", "dni", "cpf"), ("BR", "cpf", "dni"), ("CL", "rut", "cpf"), ("ES", "pasaporte", "rut")]
)
def test_each_country_has_its_kinds(country: str, first: str, refused: str) -> None:
    assert document_kinds(country)[0] == first
    with pytest.raises(Invalid) as error:
        whole(PatientIn, LEAST | {"tipo_documento": refused}, **WHERE | {"country": country})
    assert (error.value.fields or {})["tipo_documento"] == [f'"{refused}" no es una elección válida.']


def test_without_a_kind_the_countrys_usual_one_is_meant() -> None:
    assert whole(PatientIn, LEAST | {"numero_documento": "39053344705"}, **BRAZIL)["document_type"] == "cpf"


def test_a_kind_from_before_the_clinic_moved_may_stay() -> None:
    before = SimpleNamespace(document_type="dni", document_number="12345678")
    assert changes(PatientIn, {"tipo_documento": "dni", "numero_documento": "87654321"}, before, **BRAZIL) == {
        "document_type": "dni",
        "document_number": "87654321",
    }
    assert whole(PatientIn, LEAST | {"tipo_documento": "dni"}, **BRAZIL, current=before)["document_number"] == "12345678"


def test_a_change_of_the_number_alone_is_kept_bare() -> None:
    assert changes(
        PatientIn, {"numero_documento": "390.533.447-05"}, SimpleNamespace(document_type="cpf", document_number=""), **BRAZIL
    ) == {"document_number": "39053344705"}


async def test_a_clinic_of_brazil_finds_a_cpf_however_it_is_typed(cast: Any) -> None:
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.clinic set country = 'BR' where id = app.tenant()"))
        await service.create(work, LEAST | {"tipo_documento": "cpf", "numero_documento": "390.533.447-05"})
        with pytest.raises(Invalid):
            await service.create(work, LEAST | {"tipo_documento": "cpf", "numero_documento": "39053344705"})
    for words in ("390.533.447-05", "39053344705", "390.533.447", "533447"):
        found = await service.for_picker(cast.owner, words)
        assert [row.document for row in found] == ["390.533.447-05"], words

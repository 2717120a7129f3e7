"""Tags, favourites and recents of patients over the API."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Response

from clinic_app.access.api import signed_in
from clinic_app.clinics import districts
from clinic_app.clinics.districts import Place
from clinic_app.core.database import Actor
from clinic_app.core.errors import Invalid
from clinic_app.core.permissions import Permission
from clinic_app.patients import at_hand, service, tags
from clinic_app.patients.api import Id, Reading, Writing, _json
from clinic_app.patients.at_hand import PickerRow
from clinic_app.patients.models import Tag
from clinic_app.patients.tags import TagRow

router = APIRouter(prefix="/api/pacientes", tags=["pacientes"])  # listed before /{patient_id}/: a word is no number
places = APIRouter(prefix="/api/ubigeo", tags=["ubigeo"])
TagBody = Annotated[Any, Body(examples=[{"nombre": "Prematuros", "color": "#2563EB"}])]
TagList = Annotated[Any, Body(examples=[{"etiquetas": [1, 2]}])]


def tag_wire(tag: Tag | TagRow) -> dict[str, Any]:
    counted = {"pacientes": tag.patients} if isinstance(tag, TagRow) else {}
    return {"id": tag.id, "nombre": tag.name, "color": tag.color, **counted}


def picker_wire(row: PickerRow) -> dict[str, Any]:
    return {"id": row.id, "nombre_completo": row.name, "numero_documento": row.document, "edad_texto": row.age}


def place_wire(place: Place) -> dict[str, Any]:
    return {
        "ubigeo_cod": place.ubigeo, "departamento": place.department, "provincia": place.province, "distrito": place.district, "altitud": place.altitude,
    }  # fmt: skip


@router.get("/recientes/")
async def recents(opened: Reading) -> Response:
    """The patients whose record the caller opened last."""
    return _json([picker_wire(row) for row in await at_hand.recents(opened)])


@router.get("/favoritos/")
async def favourites(opened: Reading) -> Response:
    """The patients that the caller marked."""
    return _json([picker_wire(row) for row in await at_hand.favourites(opened)])


@router.put("/{patient_id}/favorito/", status_code=204)
async def mark(opened: Writing, patient_id: Id) -> Response:
    await at_hand.mark(opened, patient_id, True)
    return Response(status_code=204)


@router.delete("/{patient_id}/favorito/", status_code=204)
async def unmark(opened: Writing, patient_id: Id) -> Response:
    await at_hand.mark(opened, patient_id, False)
    return Response(status_code=204)


@router.get("/etiquetas/")
async def all_tags(opened: Reading) -> Response:
    """The clinic's tags, each with its number of active patients."""
    return _json([tag_wire(one) for one in await tags.tags(opened)])


@router.post("/etiquetas/", status_code=201)
async def add_tag(opened: Writing, body: TagBody) -> Response:
    return _json(tag_wire(await tags.create_tag(opened, body)), 201)


@router.patch("/etiquetas/{tag_id}/")
async def change_tag(opened: Writing, tag_id: Id, body: TagBody) -> Response:
    return _json(tag_wire(await tags.update_tag(opened, tag_id, body)))


@router.delete("/etiquetas/{tag_id}/", status_code=204)
async def remove_tag(opened: Writing, tag_id: Id) -> Response:
    """Removes the tag, also from every patient that has it."""
    await tags.delete_tag(opened, tag_id)
    return Response(status_code=204)


@router.get("/{patient_id}/etiquetas/")
async def patient_tags(opened: Reading, patient_id: Id) -> Response:
    await service.get(opened, patient_id)
    return _json([tag_wire(one) for one in await tags.tags_of_one(opened, patient_id)])


@router.put("/{patient_id}/etiquetas/")
async def tag_patient(opened: Writing, patient_id: Id, body: TagList) -> Response:
    """The patient has exactly these tags afterwards."""
    await service.get(opened, patient_id, lock=True)
    wanted = body.get("etiquetas") if isinstance(body, dict) else None
    if not isinstance(wanted, list) or len(wanted) > tags.MOST_TAGS or not all(isinstance(one, int) and 0 < one < 2**63 for one in wanted):
        raise Invalid(etiquetas="Se espera una lista de números de etiquetas.")
    await tags.tagged(opened, patient_id, set(wanted))
    return _json([tag_wire(one) for one in await tags.tags_of_one(opened, patient_id)])


@places.get("/")
async def ubigeo(
    actor: Annotated[Actor, Depends(signed_in(Permission.ACCOUNT_SELF))], departamento: str = "", provincia: str = "", search: str = ""
) -> Response:
    """Places of Peru: the departments; the provinces of one; the districts of one of those; or districts by any words."""
    if search:
        found: list[Any] = [place_wire(place) for place in districts.search(search)]
    elif provincia:
        found = [place_wire(place) for place in districts.districts(departamento[:100], provincia[:100])]
    else:
        found = districts.provinces(departamento[:100]) if departamento else districts.departments()
    answer = _json(found)
    answer.headers["cache-control"] = "private, max-age=86400"
    return answer


@places.get("/todos/")
async def every_place(actor: Annotated[Actor, Depends(signed_in(Permission.ACCOUNT_SELF))]) -> Response:
    """All districts as [code, department, province, district]: what a form needs to help while one types."""
    answer = _json([[place.ubigeo, place.department, place.province, place.district] for place in districts.everything()])
    answer.headers["cache-control"] = "private, max-age=86400"
    return answer

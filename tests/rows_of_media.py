"""A photo and an upload for the test of routes (test_access_matrix.py): made over the API, and what a stranger would send to them."""

import base64
from typing import Any

BODIES = {"fotos": {"notas": "Robada", "zona": "manos"}, "subidas": {}}
TABLES = ("media_consent", "patient_media", "media_count", "media_upload", "media_part")
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


async def rows_of_media(client: Any, patient_id: int, mine: dict[str, str]) -> dict[str, int]:
    """Their ids by the word of the path."""
    base = f"/api/pacientes/{patient_id}/fotos/"
    await client.post(f"{base}consentimiento/", json={"otorgado_por": "Secreta", "texto": "Secreta"}, headers=mine)
    found = {}
    for name in ("fotos", "subidas"):
        upload = (
            await client.post(f"{base}subidas/", json={"nombre": "secreta.png", "tamano": len(PIXEL), "notas": "Secreta"}, headers=mine)
        ).json()["id"]
        found["subidas"] = upload
        if name == "fotos":
            await client.patch(f"{base}subidas/{upload}/", content=PIXEL, headers=mine | {"upload-offset": "0"})
            made = await client.post(f"{base}subidas/{upload}/terminar/", headers=mine)
            assert made.status_code == 201, made.text
            found["fotos"] = made.json()["id"]
    return found

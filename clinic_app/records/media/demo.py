"""Photos for the demonstration clinic: drawn by this code, of nobody. An irritated skin that heals from one visit to the next."""

import io
import random
from collections.abc import Sequence
from datetime import timedelta

from PIL import Image, ImageDraw, ImageFilter

from clinic_app.core.database import Work
from clinic_app.core.storage import store
from clinic_app.patients.models import Patient
from clinic_app.records.media import consent as media_consent
from clinic_app.records.media.events import MediaKept
from clinic_app.records.media.files import SHOWN, new_key
from clinic_app.records.media.models import BodyArea, Media, MediaKind
from clinic_app.records.media.words import CONSENT_TEXT

SIZE = (1200, 900)
SKIN = ((232, 188, 150), (201, 150, 112), (173, 122, 88))
# days ago, how much of the irritation is left, what the nurse wrote
VISITS = (
    (42, 1.0, "Primera visita: eritema y costras."),
    (28, 0.62, "Con emoliente dos veces al día."),
    (14, 0.3, "Disminuye el enrojecimiento."),
    (2, 0.08, "Casi sin lesión."),
)
ALBUMS = ((1, BodyArea.LEFT_ARM, 4), (1, BodyArea.BACK, 2), (3, BodyArea.HANDS, 3))  # whose, where, of how many visits


def skin(left: float, seed: int) -> bytes:
    """A JPEG of drawn skin with `left` (0 to 1) of an irritation."""
    chance = random.Random(seed)  # noqa: S311
    tone = SKIN[seed % len(SKIN)]
    image = Image.new("RGB", SIZE, (214, 224, 228))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((-120, 170, SIZE[0] + 120, 760), 260, fill=tone)
    shade = Image.linear_gradient("L").resize((SIZE[0], 590)).point([light // 5 for light in range(256)])
    image.paste(Image.new("RGB", (SIZE[0], 590), (90, 50, 30)), (0, 170), shade)
    red = Image.new("RGBA", SIZE, (178, 40, 44, 0))
    spots = ImageDraw.Draw(red)
    for _ in range(int(260 * left) + 4):
        x, y = chance.gauss(600, 150 * (0.5 + left / 2)), chance.gauss(450, 85 * (0.5 + left / 2))
        size = chance.uniform(6, 30) * (0.5 + left / 2)
        spots.ellipse((x - size, y - size, x + size, y + size), fill=(178, 40, 44, int(50 + 90 * left)))
    red = red.filter(ImageFilter.GaussianBlur(5))
    image.paste(red, (0, 0), red)
    for step in range(11):  # the ruler that is laid beside a lesion
        draw.line((350 + step * 50, 812, 350 + step * 50, 812 - (26 if step % 5 == 0 else 14)), fill=(60, 70, 75), width=3)
    draw.line((350, 812, 850, 812), fill=(60, 70, 75), width=3)
    kept = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.8)).save(kept, "JPEG", quality=85)
    return kept.getvalue()


async def fill(work: Work, patients: Sequence[Patient]) -> None:
    """Two patients with a consent and their albums; what is shown is made by the jobs, as always."""
    for number in dict.fromkeys(whose for whose, _area, _visits in ALBUMS):
        said = {"otorgado_por": f"Carmen {patients[number].second_surname}", "parentesco": "madre", "texto": CONSENT_TEXT}
        await media_consent.give(work, patients[number].id, said)
    for seed, (whose, area, visits) in enumerate(ALBUMS):
        for days, left, words in VISITS[-visits:]:
            await _keep(work, patients[whose].id, area, days, words, skin(left, seed))


async def _keep(work: Work, patient_id: int, area: BodyArea, days: int, words: str, data: bytes) -> None:
    key = new_key(work.actor.tenant_id or 0, SHOWN, "jpg")
    await store().put(key, data)
    made = Media(
        patient_id=patient_id, kind=MediaKind.PHOTO, body_area=area, taken_on=work.today() - timedelta(days=days), notes=words, original=key,
        original_name=f"{area.value}-{days}.jpg", size_bytes=len(data), width=SIZE[0], height=SIZE[1], created_by=work.actor.user_id or None,
    )  # fmt: skip
    work.session.add(made)
    await work.session.flush()
    work.events.append(MediaKept(made.id))

"""What people read about photos and videos: areas of the body, states, refusals. Codes are those of the API."""

from clinic_app.core.files import TOO_MANY_PIXELS
from clinic_app.core.i18n import N_
from clinic_app.records.media import types as media_types
from clinic_app.records.media.models import BodyArea, MediaKind, MediaStatus

AREA_WORDS = {
    BodyArea.FACE: N_("Rostro"), BodyArea.SCALP: N_("Cuero cabelludo"), BodyArea.EYES: N_("Ojos"), BodyArea.EARS: N_("Oídos"), BodyArea.MOUTH: N_("Boca"),
    BodyArea.NECK: N_("Cuello"), BodyArea.CHEST: N_("Tórax"), BodyArea.ABDOMEN: N_("Abdomen"), BodyArea.BACK: N_("Espalda"),
    BodyArea.RIGHT_ARM: N_("Brazo derecho"), BodyArea.LEFT_ARM: N_("Brazo izquierdo"), BodyArea.HANDS: N_("Manos"), BodyArea.DIAPER: N_("Zona del pañal"),
    BodyArea.BUTTOCKS: N_("Glúteos"), BodyArea.RIGHT_LEG: N_("Pierna derecha"), BodyArea.LEFT_LEG: N_("Pierna izquierda"), BodyArea.FEET: N_("Pies"),
    BodyArea.OTHER: N_("Otra zona"),
}  # fmt: skip
KIND_WORDS = {MediaKind.PHOTO: N_("Foto"), MediaKind.VIDEO: N_("Video")}
STATUS_WORDS = {MediaStatus.PENDING: N_("Procesando"), MediaStatus.READY: N_("Lista"), MediaStatus.FAILED: N_("No se pudo procesar")}

NOT_MEDIA = N_("Sube una foto (JPG, PNG, WebP o HEIC) o un video (MP4 o MOV). El archivo es de otro tipo o está dañado.")
WRONG_NAME = N_("El contenido del archivo no es lo que dice su extensión. Revisa el archivo.")
EMPTY = N_("El archivo está vacío.")
EMPTY_VIDEO = N_("El video está vacío: no tiene imágenes.")
TOO_LARGE = N_("El archivo no debe pesar más de 200 MB.")
DAMAGED = N_("El archivo está dañado. El original se conserva.")
SERVER_FAILED = N_("Falló la preparación en el servidor. El original se conserva; puedes intentarlo otra vez.")
NO_CONSENT = N_("Antes de la primera foto registra el consentimiento.")
CONSENT_TEXT = N_(
    "Autorizo que se tomen fotografías y videos del paciente para registrar su evolución clínica. Se guardan en su historia, "
    "solo los ve el personal de salud de este consultorio y no se publican. Puedo retirar esta autorización cuando quiera; "
    "desde entonces dejan de mostrarse."
)


def refusal(error: media_types.NotMedia) -> str:
    """The sentence for a file that is not taken."""
    if isinstance(error, media_types.WrongName):
        return WRONG_NAME
    if isinstance(error, media_types.TooManyPixels):
        return TOO_MANY_PIXELS
    return EMPTY_VIDEO if isinstance(error, media_types.EmptyVideo) else NOT_MEDIA

"""Errors are named sentences with a status; services raise them, one renderer each for REST and screens.

A sentence with values is a `core.i18n.Sentence`: REST answers its Spanish text as documented, screens say it in the reader's language.
"""

from collections.abc import Mapping, Sequence

NO_JSON = "Error de análisis JSON: el cuerpo no es JSON válido."


class ClinicError(Exception):
    """A refusal that a person can read. `fields` holds the sentences that belong beside a field."""

    status = 400
    sentence = "No se pudo completar la acción."

    def __init__(self, sentence: str | None = None, *, fields: Mapping[str, Sequence[str]] | None = None) -> None:
        self.sentence = sentence or self.sentence
        self.fields = {name: list(messages) for name, messages in fields.items()} if fields else None
        super().__init__(self.sentence)

    @property
    def first(self) -> str:
        """The one sentence to show where there is room for one: the first of a field, else the refusal itself."""
        return next(iter(self.fields.values()))[0] if self.fields else self.sentence

    def body(self) -> dict[str, object]:
        """The JSON of the documented API: field errors, or a `detail`."""
        return dict(self.fields) if self.fields else {"detail": self.sentence}


class Invalid(ClinicError):
    """Input that cannot be taken: one or more sentences for each field."""

    sentence = "Revisa los datos marcados."

    def __init__(self, fields: Mapping[str, Sequence[str]] | None = None, **one_each: str) -> None:
        super().__init__(fields={**(fields or {}), **{name: [message] for name, message in one_each.items()}})


class NotSignedIn(ClinicError):
    status = 401
    sentence = "Las credenciales de autenticación no se proveyeron."


class PaymentRequired(ClinicError):
    status = 402
    sentence = "Tu suscripción ha vencido. Renueva tu plan para continuar."


class NotAllowed(ClinicError):
    status = 403
    sentence = "Usted no tiene permiso para realizar esta acción."


class SecondFactorMissing(NotAllowed):
    """The clinic asks its people for a second factor, and this person has none yet."""

    sentence = "Tu consultorio pide un segundo factor para entrar. Actívalo en Ajustes, Seguridad."


class NotFound(ClinicError):
    status = 404
    sentence = "No encontrado."


class Conflict(ClinicError):
    status = 409


class WrongKind(ClinicError):
    """What came is of another content type, so that it was not read as JSON at all."""

    status = 415
    sentence = "El contenido enviado debe ser JSON (application/json)."


class TooManyRequests(ClinicError):
    status = 429
    sentence = "Demasiados intentos. Espera un momento y vuelve a probar."

    def __init__(self, sentence: str | None = None, *, seconds: int = 60) -> None:
        super().__init__(sentence)
        self.seconds = max(1, seconds)  # until another try makes sense


class Unavailable(ClinicError):
    status = 503
    sentence = "El servicio no está disponible por un momento. Vuelve a intentarlo."
    seconds = 5  # until another try makes sense


class NoRoom(Unavailable):
    """The disk of the database or of the files is full: nothing was kept, and reading still works."""

    sentence = "No se pudo guardar: no queda espacio en el servidor. Avisa a quien lo administra."
    seconds = 60

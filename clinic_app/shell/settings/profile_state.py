"""One's own profile: name, licence, language, photo, signature and stamp."""

from typing import Any

import reflex as rx

from clinic_app.access import profile
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import known_language
from clinic_app.core.permissions import Permission
from clinic_app.shell.state import ShellState, initials_of
from clinic_app.ui.i18n import LangState, language_of
from clinic_app.ui.toasts import notify

PREFIX = "profile_"
FIELDS = ("first_name", "last_name", "telefono", "sexo", "especialidad", "numero_colegiatura", "rne")
PICTURES = ("foto", "imagen_firma_sello")


class ProfileState(ClinicState):
    """The form of one's own data."""

    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    email: str = ""
    photo: str = ""
    stamp: str = ""
    loaded: bool = False
    box: int = 0  # the form is drawn anew when what is stored is no longer what it began with

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def load(self, work: Work) -> None:
        """Read what is stored; what is being typed stays, unless it was changed elsewhere meanwhile."""
        stored = await self._stored(work)
        if stored != self.values:
            self.values, self.box, self.errors = stored, self.box + 1, {}
        self.loaded = True

    async def _stored(self, work: Work) -> dict[str, str]:
        whole = await profile.full(work, "")
        person = {**whole, **whole["usuario"]}
        self.email, self.photo, self.stamp = person["email"], person["foto"] or "", person["imagen_firma_sello"] or ""
        language = await profile.language(work) or await language_of(self)
        return {PREFIX + name: person[name] for name in FIELDS} | {PREFIX + "language": language}

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Change one's own data, and the language of this browser with them."""
        given = {name: str(data[PREFIX + name]).strip() for name in FIELDS if PREFIX + name in data}
        try:
            await profile.change(work, given)
        except Invalid as error:
            raise Invalid({PREFIX + name: said for name, said in (error.fields or {}).items()}) from error
        language = known_language(str(data.get(PREFIX + "language", "")))
        await profile.choose_language(work, language)
        (await self.get_state(LangState)).lang = language
        self.values, self.errors = await self._stored(work), {}
        shell = await self.get_state(ShellState)
        shell.person_name = f"{self.values[PREFIX + 'first_name']} {self.values[PREFIX + 'last_name']}".strip()
        shell.person_initials = initials_of(shell.person_name)
        await notify(self, "Tus datos se guardaron")

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def show_pictures(self, work: Work) -> None:
        """After an upload."""
        await self._stored(work)

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def remove_picture(self, work: Work, name: str) -> None:
        """Take the photo or the stamp away."""
        if name in PICTURES:
            await profile.change(work, {name: None})
            await self._stored(work)
            await notify(self, "Imagen quitada")

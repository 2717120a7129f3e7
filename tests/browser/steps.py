"""What the browser tests do again and again."""

import itertools
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SHOTS = Path(__file__).parents[2] / "screenshots"
PASSWORD = "Consultorio-2026"
_people = itertools.count(1)


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}_{page.size}.png")  # type: ignore[attr-defined]


def no_violation(page: Page) -> None:
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    content = page.locator("#content")
    if content.count() and (box := content.bounding_box()):
        assert box["y"] < 120 and box["x"] < 240, "the frame does not hold its content where it belongs"
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]


def working_day(after: int = 1) -> date:
    """The first weekday at least `after` days from today."""
    day = date.today() + timedelta(days=after)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    return day


class Clinic:
    """A nurse with her clinic, signed in in the browser of `page`, and her key to the API."""

    def __init__(self, page: Page, practice: str = "Consultorio Sonqo") -> None:
        self.page, self.practice = page, practice
        self.email = f"nurse-{next(_people)}-{page.size}@hampiq.test"  # type: ignore[attr-defined]
        self.form = {
            "first_name": "Rosa", "last_name": "Mamani", "email": self.email, "password": PASSWORD, "password_confirm": PASSWORD, "practice_name": practice,
        }  # fmt: skip
        answer = page.request.post("/auth/sign-up", form=self.form)
        assert answer.ok, answer.text()
        login = page.request.post("/api/auth/login/", data={"email": self.email, "password": PASSWORD})
        self.headers = {"authorization": f"Bearer {login.json()['tokens']['access']}"}

    def api(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.page.request.fetch(path, method=method, data=body, headers=self.headers)
        assert answer.ok, answer.text()
        return answer.json()

    def add_patient(self, given_names: str = "Mateo", document: str = "71234567") -> int:
        body = {
            "tipo_documento": "dni", "numero_documento": document, "nombres": given_names, "apellido_paterno": "Quispe", "apellido_materno": "Ñahui",
            "fecha_nacimiento": "2025-05-20", "sexo": "M",
        }  # fmt: skip
        return self.api("POST", "/api/pacientes/", body)["id"]

    def open_all_day(self) -> None:
        """Attend every day around the clock, so that a test may run at any hour."""
        self.api(
            "PATCH", "/api/agenda/configuracion/", {"hora_inicio": "00:00", "hora_fin": "23:59", "dias_laborables": [1, 2, 3, 4, 5, 6, 7]}
        )

    def book(self, patient: int, day: date, hour: str) -> int:
        service = self.api("GET", "/api/agenda/servicios/")[0]["id"]
        body = {"paciente": patient, "tipo_servicio": service, "fecha": day.isoformat(), "hora_inicio": hour}
        return self.api("POST", "/api/agenda/citas/", body)["id"]

    def today(self) -> date:
        return date.fromisoformat(self.api("GET", "/api/agenda/citas-hoy/")["fecha"])

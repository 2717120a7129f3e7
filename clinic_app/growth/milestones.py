"""What many children do at an age, by area, in our own words: to look at and talk about with the parents. Not a test, and no test's items. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from clinic_app.core.i18n import N_


class Area(StrEnum):
    MOTOR = "motor"
    LANGUAGE = "lenguaje"
    SOCIAL = "social"
    COGNITIVE = "cognitivo"


AREA_LABELS = {Area.MOTOR: N_("Motor"), Area.LANGUAGE: N_("Lenguaje"), Area.SOCIAL: N_("Social"), Area.COGNITIVE: N_("Cognitivo")}
_M, _L, _S, _C = Area.MOTOR, Area.LANGUAGE, Area.SOCIAL, Area.COGNITIVE
_BY_MONTH: dict[int, tuple[tuple[Area, str], ...]] = {
    1: ((_M, N_("Levanta un momento la cabeza cuando está boca abajo")), (_L, N_("Se sobresalta o se calma con un sonido")),
        (_S, N_("Mira la cara de quien lo carga")), (_C, N_("Sigue un objeto con los ojos por un instante"))),
    2: ((_M, N_("Sostiene la cabeza unos segundos al sentarlo")), (_L, N_("Hace sonidos distintos del llanto")),
        (_S, N_("Sonríe cuando le hablan")), (_C, N_("Sigue con la mirada a quien se mueve"))),
    4: ((_M, N_("Mantiene la cabeza firme y se apoya en los antebrazos")), (_L, N_("Ríe y balbucea cuando le conversan")),
        (_S, N_("Busca llamar la atención con sonrisas o sonidos")), (_C, N_("Lleva objetos a la boca y mira sus manos"))),
    6: ((_M, N_("Se voltea y se sienta con un poco de apoyo")), (_L, N_("Repite sonidos como “ba” o “da”")),
        (_S, N_("Reconoce a las personas de la casa")), (_C, N_("Estira la mano hacia lo que le interesa"))),
    9: ((_M, N_("Se sienta solo y pasa un objeto de una mano a otra")), (_L, N_("Voltea cuando oye su nombre")),
        (_S, N_("Extraña cuando se va quien lo cuida")), (_C, N_("Busca lo que se cayó o se escondió"))),
    12: ((_M, N_("Se para agarrado y da pasos con apoyo")), (_L, N_("Dice mamá o papá a quien corresponde")),
         (_S, N_("Hace adiós con la mano o juega a las palmas")), (_C, N_("Coge objetos pequeños con dos dedos"))),
    15: ((_M, N_("Camina solo algunos pasos")), (_L, N_("Dice una o dos palabras más, además de mamá y papá")),
         (_S, N_("Da abrazos o muestra lo que le gusta")), (_C, N_("Mete y saca cosas de un recipiente"))),
    18: ((_M, N_("Camina sin ayuda y se sube a una silla baja")), (_L, N_("Usa por lo menos tres palabras con sentido")),
         (_S, N_("Señala para mostrar algo que le interesa")), (_C, N_("Imita tareas de la casa"))),
    24: ((_M, N_("Corre y patea una pelota")), (_L, N_("Junta dos palabras, como “más agua”")),
         (_S, N_("Se fija en cómo se sienten los demás")), (_C, N_("Usa un objeto mientras sostiene otro"))),
    30: ((_M, N_("Salta con los dos pies")), (_L, N_("Dice unas cincuenta palabras y las combina")),
         (_S, N_("Juega al lado de otros niños")), (_C, N_("Hace como si: da de comer a un muñeco"))),
    36: ((_M, N_("Ensarta cuentas o pasa páginas de una en una")), (_L, N_("Conversa y se le entiende casi siempre")),
         (_S, N_("Se une al juego de otros niños")), (_C, N_("Copia un círculo cuando se lo muestran"))),
    48: ((_M, N_("Se sirve, se abotona y coge la pelota en el aire")), (_L, N_("Cuenta algo que le pasó en el día")),
         (_S, N_("Pide jugar con otros y sabe esperar su turno")), (_C, N_("Nombra algunos colores y dice qué sigue en un cuento"))),
    60: ((_M, N_("Salta en un pie y se viste casi solo")), (_L, N_("Cuenta una historia con dos o más hechos")),
         (_S, N_("Sigue las reglas de un juego")), (_C, N_("Cuenta hasta diez y escribe algunas letras de su nombre"))),
}  # fmt: skip


@dataclass(frozen=True)
class Milestone:
    """One thing to look at. `code` is what is stored."""

    code: str
    months: int
    area: Area
    text: str


def milestones(whole_months: int) -> list[Milestone]:
    """Those of the last listed age that a child has reached; none before one month or after five years and a half."""
    reached = [months for months in _BY_MONTH if months <= whole_months]
    if not reached or whole_months > 66:
        return []
    return [Milestone(f"{reached[-1]}-{area.value}", reached[-1], area, text) for area, text in _BY_MONTH[reached[-1]]]


def by_code(code: str) -> Milestone | None:
    """The milestone of a stored code."""
    months, _, area = code.partition("-")
    rows = _BY_MONTH.get(int(months)) if months.isdecimal() and len(months) < 4 else None
    return next((Milestone(code, int(months), one, text) for one, text in rows or () if one.value == area), None)

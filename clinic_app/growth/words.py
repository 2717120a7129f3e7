"""One sentence on what each result means and one on what to do, plain enough to be read to a parent. Pure."""

from clinic_app.core.i18n import N_
from clinic_app.growth.diagnoses import Code
from clinic_app.growth.norms import Grade
from clinic_app.growth.velocity import Change

CARRY_ON = N_("Continuar con controles CRED según calendario.")
MEANING: dict[Code, str] = {
    Code.NORMAL: N_("Está donde están la mayoría de los niños sanos de su edad."),
    Code.ACUTE: N_("Pesa menos de lo que corresponde a su tamaño: perdió peso o dejó de ganarlo hace poco."),
    Code.SEVERE_ACUTE: N_("Pesa mucho menos de lo que corresponde a su tamaño: su salud está en peligro."),
    Code.CHRONIC: N_("Lleva meses creciendo menos de lo que debería."),
    Code.UNDERWEIGHT: N_("Pesa menos que casi todos los niños de su edad."),
    Code.OVERWEIGHT: N_("Pesa más de lo que conviene a su tamaño."),
    Code.OBESITY: N_("Pesa mucho más de lo que conviene a su tamaño."),
    Code.RISK_UNDER: N_("Su peso se está alejando de lo esperado."),
    Code.RISK_OVER: N_("Su peso está un poco alto para su tamaño; no es enfermedad, pero conviene vigilar."),
    Code.SHORT: N_("Es más bajo que casi todos los niños de su edad: lleva tiempo creciendo poco."),
    Code.VERY_SHORT: N_("Es mucho más bajo que los niños de su edad: hace meses que crece muy poco."),
    Code.TALL: N_("Es más alto que casi todos los niños de su edad; rara vez es un problema."),
    Code.THIN: N_("Pesa poco para su tamaño."),
    Code.VERY_THIN: N_("Pesa muy poco para su tamaño."),
    Code.SMALL_HEAD: N_("Su cabeza es más pequeña de lo esperado para su edad."),
    Code.LARGE_HEAD: N_("Su cabeza es más grande de lo esperado para su edad."),
    Code.REPEAT: N_("La medida es tan extrema que es más probable un error que un resultado."),
}
ADVICE: dict[Code, str] = {
    Code.NORMAL: CARRY_ON,
    Code.ACUTE: N_("Consejería nutricional con sesión demostrativa, buscar la causa y volver a pesar en 15 días."),
    Code.SEVERE_ACUTE: N_("Referir hoy para evaluación médica; buscar edema y signos de peligro."),
    Code.CHRONIC: N_("Consejería nutricional, revisar anemia y parásitos, y volver a medir en 30 días."),
    Code.UNDERWEIGHT: N_("Mirar el peso para la talla, dar consejería nutricional y volver a pesar en 30 días."),
    Code.OVERWEIGHT: N_("Confirmar con peso para la talla o IMC; consejería en alimentación y juego activo."),
    Code.OBESITY: N_("Referir a nutrición y evaluación médica; sin bebidas azucaradas y con juego activo diario."),
    Code.RISK_UNDER: N_("Consejería nutricional y volver a pesar en 30 días."),
    Code.RISK_OVER: N_("Revisar porciones y bebidas azucaradas; repetir en el siguiente control."),
    Code.SHORT: N_("Consejería nutricional, revisar anemia y parásitos, y volver a medir en 30 días."),
    Code.VERY_SHORT: N_("Referir para evaluación médica y nutricional; volver a medir en 30 días."),
    Code.TALL: N_("Mirar la talla de los padres y repetir en el siguiente control."),
    Code.THIN: N_("Consejería nutricional y volver a pesar en 30 días."),
    Code.VERY_THIN: N_("Referir para evaluación médica y nutricional."),
    Code.SMALL_HEAD: N_("Medir de nuevo, revisar el desarrollo y referir a evaluación médica."),
    Code.LARGE_HEAD: N_("Medir de nuevo, palpar la fontanela y referir a evaluación médica."),
    Code.REPEAT: N_("Medir otra vez antes de decidir algo."),
}
ANAEMIA_ADVICE: dict[Grade, str] = {
    Grade.MILD: N_("Iniciar hierro de tratamiento y controlar la hemoglobina en un mes."),
    Grade.ANAEMIA: N_("Referir para evaluación y tratamiento con hierro según la norma."),
    Grade.MODERATE: N_("Iniciar hierro de tratamiento, buscar la causa y controlar la hemoglobina en un mes."),
    Grade.SEVERE: N_("Referir hoy: la anemia severa necesita evaluación médica."),
}
CHANGE_ADVICE: dict[Change, str] = {
    Change.LOSS: N_("Buscar la causa (infección, alimentación) y volver a pesar en 7 días."),
    Change.NO_GAIN: N_("Revisar cómo y cuántas veces come; volver a pesar y medir en 30 días."),
    Change.SLOW: N_("Consejería nutricional y volver a pesar y medir en 30 días."),
    Change.SHRINKING: N_("Medir otra vez, con dos personas y sin zapatos."),
    Change.CROSSING: N_("Revisar la alimentación y las enfermedades desde entonces; control en 30 días."),
    Change.IMPLAUSIBLE: N_("Medir otra vez antes de decidir algo."),
}
CHANGE_LABELS: dict[Change, str] = {
    Change.LOSS: N_("Pérdida de peso"),
    Change.NO_GAIN: N_("Sin ganancia"),
    Change.SLOW: N_("Ganancia inadecuada"),
    Change.SHRINKING: N_("Medida menor que la anterior"),
    Change.CROSSING: N_("Cruza líneas de la curva"),
    Change.IMPLAUSIBLE: N_("Cambio improbable"),
}
EXPECTED_NOT_BORN = N_(
    "Todavía no llega a la fecha en que se esperaba su nacimiento: sus medidas se comparan con curvas de prematuros, no con las de la OMS."
)
STANDING_TOO_EARLY = N_("Se midió de pie antes de los 9 meses: mide mejor acostado.")

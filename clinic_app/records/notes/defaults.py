"""Phrases and templates that everybody begins with; a person's own with the same shortcut takes the place of one. Pure."""

from dataclasses import dataclass, field

from clinic_app.core.i18n import N_


@dataclass(frozen=True)
class Snippet:
    """A text by its shortcut; with `sections` a template."""

    shortcut: str
    title: str
    text: str = ""
    sections: dict[str, str] = field(default_factory=dict)


PHRASES = (
    Snippet("ctl", N_("Control sano"), N_("Niño sano, activo y reactivo. Crecimiento y desarrollo adecuados para la edad.")),
    Snippet("exf", N_("Examen físico normal"), N_("Despierto, activo, reactivo. Piel y mucosas hidratadas. Tórax con buen pasaje de aire. Abdomen blando, no doloroso.")),
    Snippet("aln", N_("Alimentación"), N_("Come 3 comidas principales y 2 refrigerios al día. Toma agua. Sin dificultades para alimentarse.")),
    Snippet("lme", N_("Lactancia materna exclusiva"), N_("Continuar con lactancia materna exclusiva a libre demanda, de día y de noche.")),
    Snippet("hie", N_("Hierro"), N_("Continuar con hierro según esquema, con el estómago vacío y jugo cítrico. Explicar el cambio de color de las heces.")),
    Snippet("lav", N_("Lavado de manos"), N_("Se refuerza el lavado de manos antes de comer, después de ir al baño y al cambiar pañales.")),
    Snippet("alr", N_("Signos de alarma"), N_("Signos de alarma explicados: fiebre alta, dificultad para respirar, no come o no bebe, vómitos repetidos, decaimiento. Acudir de inmediato.")),
    Snippet("vac", N_("Después de vacunar"), N_("Se observa 15 minutos después de la vacuna, sin reacciones. Se indican paños fríos y paracetamol según peso si hay fiebre o dolor.")),
    Snippet("iny", N_("Inyectable"), N_("Se verifica la receta y las alergias. Se aplica el inyectable por vía intramuscular, sin complicaciones. Tolera el procedimiento.")),
    Snippet("cur", N_("Curación"), N_("Curación con técnica aséptica: lavado con suero fisiológico, secado y apósito limpio. Herida sin signos de infección.")),
    Snippet("ent", N_("Comprende indicaciones"), N_("La persona responsable repite las indicaciones y dice comprenderlas.")),
    Snippet("s/n", N_("Sin novedades"), N_("Refiere que no ha tenido molestias desde la última atención.")),
)  # fmt: skip
TEMPLATES = (
    Snippet("cred", N_("Control CRED"), sections={
        "subjetivo": N_("La madre refiere que come y duerme bien. Sin fiebre, tos ni diarrea."),
        "objetivo": N_("Activo, reactivo, mucosas rosadas e hidratadas. Desarrollo acorde a la edad."),
        "analisis": N_("Crecimiento y desarrollo adecuados."),
        "planificacion": N_("Continuar controles según calendario. Consejería nutricional y de estimulación."),
        "intervencion": N_("Se pesa y mide, se evalúa el desarrollo y se brinda consejería."),
        "evaluacion": N_("La madre comprende las indicaciones y acepta la próxima cita."),
    }),
    Snippet("inyec", N_("Aplicación de inyectable"), sections={
        "subjetivo": N_("Acude para la aplicación de su medicación indicada."),
        "objetivo": N_("Presenta receta médica. Niega alergias al medicamento. Zona de aplicación sin lesiones."),
        "intervencion": N_("Se aplica el medicamento por vía intramuscular con técnica aséptica."),
        "evaluacion": N_("Tolera el procedimiento, sin reacciones a los 15 minutos."),
    }),
    Snippet("herida", N_("Curación de herida"), sections={
        "subjetivo": N_("Refiere menos dolor en la herida."),
        "objetivo": N_("Herida de bordes limpios, sin secreción ni mal olor."),
        "analisis": N_("Evolución favorable."),
        "planificacion": N_("Próxima curación en 48 horas. Mantener la zona seca."),
        "intervencion": N_("Lavado con suero fisiológico, secado y cobertura con apósito limpio."),
        "evaluacion": N_("Comprende los cuidados en casa y los signos de alarma."),
    }),
)  # fmt: skip

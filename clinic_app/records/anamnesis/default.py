"""The questionnaire that every clinic starts with; the clinic changes it at will. Its words are data of the clinic: Spanish. Pure."""

from typing import Any

from clinic_app.records.anamnesis.questionnaire import read_questions

NAME = "Anamnesis general"
DESCRIPTION = "Antecedentes, alergias, medicación y hábitos, antes de la primera atención."
CONSENT = "Declaro que lo que respondo es verdad hasta donde sé, y autorizo al consultorio a guardarlo en la historia clínica y a usarlo solo para la atención."
_YES = ["si"]
QUESTIONS: list[dict[str, Any]] = [
    {"code": "motivo", "label": "¿Cuál es el motivo de la consulta?", "kind": "texto", "required": True},
    {"code": "alergico", "label": "¿Tiene alguna alergia (medicamentos, alimentos, látex, otras)?", "kind": "si_no", "required": True},
    {"code": "alergias", "label": "¿A qué es alérgico?", "kind": "texto", "required": True, "when": "alergico", "equals": _YES, "fact": "alergia", "help": "Una en cada línea."},
    {"code": "enfermo", "label": "¿Tiene o tuvo alguna enfermedad importante?", "kind": "si_no", "required": True},
    {
        "code": "enfermedades", "label": "¿Cuáles?", "kind": "opciones", "when": "enfermo", "equals": _YES, "fact": "condicion",
        "options": ["Hipertensión", "Diabetes", "Asma", "Enfermedad del corazón", "Epilepsia o convulsiones", "Anemia", "Enfermedad de la tiroides", "Enfermedad del riñón", "Cáncer"],
    },
    {"code": "otras_enfermedades", "label": "Otras enfermedades", "kind": "texto", "when": "enfermo", "equals": _YES, "fact": "condicion", "help": "Una en cada línea."},
    {"code": "operado", "label": "¿Le han operado o ha estado hospitalizado?", "kind": "si_no"},
    {"code": "operaciones", "label": "¿De qué y cuándo?", "kind": "texto", "when": "operado", "equals": _YES},
    {"code": "toma_medicacion", "label": "¿Toma algún medicamento, vitamina o suplemento?", "kind": "si_no", "required": True},
    {"code": "medicacion", "label": "¿Cuáles y en qué dosis?", "kind": "texto", "required": True, "when": "toma_medicacion", "equals": _YES, "fact": "medicacion", "help": "Uno en cada línea."},
    {"code": "embarazo", "label": "¿Está embarazada o dando de lactar?", "kind": "opcion", "options": ["No corresponde", "No", "Embarazada", "Dando de lactar"]},
    {"code": "tipo_piel", "label": "Tipo de piel", "kind": "opcion", "options": ["No sé", "Normal", "Seca", "Grasa", "Mixta", "Sensible"]},
    {"code": "fuma", "label": "Fuma", "kind": "si_no", "fact": "habito"},
    {"code": "cigarrillos", "label": "Cigarrillos al día", "kind": "numero", "least": 0, "most": 100, "when": "fuma", "equals": _YES},
    {"code": "alcohol", "label": "¿Con qué frecuencia bebe alcohol?", "kind": "opcion", "options": ["Nunca", "A veces", "Cada semana", "Cada día"]},
    {"code": "dolor", "label": "¿Cuánto dolor siente ahora?", "kind": "escala", "least": 0, "most": 10, "help": "0 es nada de dolor y 10 el peor que imagina."},
    {"code": "familia", "label": "Enfermedades importantes en su familia", "kind": "texto"},
    {"code": "algo_mas", "label": "¿Algo más que debamos saber?", "kind": "texto"},
]  # fmt: skip


def questions() -> list[dict[str, Any]]:
    """The questions as the database keeps them."""
    return [each.to_json() for each in read_questions(QUESTIONS)[0]]

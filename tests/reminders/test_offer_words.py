"""What is said to an offered time."""

import pytest

from clinic_app.reminders.offer_words import choice

TAKES = (
    "sí, la tomo", "La tomo", "la tomo gracias", "Sí quiero esa hora", "tomo esa hora, gracias", "si me sirve", "Me sirve!", "claro, la quiero", "Hola, sí, me queda bien",
    "me viene perfecto", "resérvemela por favor", "sí, sepáremela porfa", "acepto la cita", "fico com esse horário", "sim, quero", "serve sim", "pode marcar",
    "I'll take it", "yes, that works for me", "apúnteme por favor", "Buenas tardes señorita, la acepto", "listo, me quedo con esa hora",
)  # fmt: skip
REFUSES = (
    "no me sirve", "No, no me sirve", "no la quiero, gracias", "no gracias", "No, gracias", "prefiero esperar otra hora", "não serve", "não quero", "não, obrigada", "it doesn't work for me",
    "ya no me conviene", "lo siento, no la puedo tomar",
)  # fmt: skip
NEITHER = (
    "no, la tomo", "la tomo si es con la doctora Rosa", "¿me sirve de algo?", "la tomo?", "quiero otra hora", "me sirve más tarde", "la tomo pero a las 11", "sí, no me sirve", "quiero cancelar",
    "no sé si la tomo", "la tomé ayer", "tomo la pastilla", "no puedo tomar la pastilla", "¿a qué hora es?", "sirve para la fiebre", "la tomo " * 20, "", "no",
)  # fmt: skip


@pytest.mark.parametrize("text", TAKES)
def test_it_is_taken(text: str) -> None:
    assert choice(text) == 1


@pytest.mark.parametrize("text", REFUSES)
def test_it_is_left_to_others(text: str) -> None:
    assert choice(text) == 0


@pytest.mark.parametrize("text", NEITHER)
def test_anything_more_or_less_is_nothing(text: str) -> None:
    assert choice(text) is None

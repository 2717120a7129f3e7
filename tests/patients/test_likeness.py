"""Who is taken for the same person."""

import random
import time
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic_app.patients.likeness import Person, likely_pairs, likeness, name_slips, slips, swapped, words_of

BORN = date(2020, 3, 4)
word = st.text("abcdefghijlmnopqrstuvz", min_size=4, max_size=10)
names = st.lists(word, min_size=2, max_size=4, unique=True)
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of a name


def person(id: int, names: str = "Ana Quispe Mamani", born: date | None = BORN, **more: str) -> Person:
    return Person(id, names, born, **more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José Ñahui Pérez", "JOSE NAHUI PEREZ"), ("Quispe Mamani, Ana", "Ana Quispe Mamani"), ("Ana Quispe", "Ana María Quispe Mamani"),
        ("Matheo Quispe", "Mateo Quispe"), ("Rosa Gonzales", "Rosa Gonzalez"), ("Luis Mamnai", "Luis Mamani"), ("Ana de la Cruz", "Ana La Cruz"),
        ("D'Angelo Rojas", "Dangelo Rojas"), ("Jhonatan Condori", "Jonathan Condori"),
    ],
)  # fmt: skip
def test_near_names(one: str, other: str) -> None:
    assert name_slips(one, other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mateo Quispe Mamani", "Lucas Quispe Mamani"), ("Ana Quispe", "Eva Quispe"), ("Ana", "Ana Quispe"), ("", ""),
        ("María José Rojas", "María Fe Rojas"), ("Rosa Quispe Rojas", "Rosa Condori Rojas"), ("李 小龙", "张 伟"),
    ],
)  # fmt: skip
def test_other_names(one: str, other: str) -> None:
    assert name_slips(one, other) is None


@calm
@given(names, st.randoms(use_true_random=False))
def test_order_and_case_never_matter(words: list[str], chance: random.Random) -> None:
    shuffled = words[:]
    chance.shuffle(shuffled)
    assert name_slips(" ".join(words), " ".join(shuffled).upper()) == 0


@calm
@given(names, st.data())
def test_one_slip_is_always_forgiven(words: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    place = data.draw(st.integers(0, len(words[at]) - 1))
    slipped = words[:]
    slipped[at] = words[at][:place] + data.draw(st.sampled_from("xkwy")) + words[at][place:]
    assert name_slips(" ".join(words), " ".join(slipped)) == 1


@calm
@given(st.text("abc", max_size=8), st.text("abc", max_size=8), st.integers(0, 3))
def test_slips_are_symmetric_and_bounded(one: str, other: str, most: int) -> None:
    assert slips(one, other, most) == slips(other, one, most) <= most + 1
    assert (slips(one, other, most) == 0) == (one == other)


@calm
@given(st.dates())
def test_swapping_twice_gives_the_same_date(day: date) -> None:
    other = swapped(day)
    assert other is None or (other != day and swapped(other) == day)


@calm
@given(names, names, st.dates(), st.dates(), st.sampled_from(["", "1"]), st.sampled_from(["", "2"]))
def test_likeness_is_symmetric(one: list[str], other: list[str], born: date, born2: date, document: str, phone: str) -> None:
    a, b = person(1, " ".join(one), born, document=document, phone=phone), person(2, " ".join(other), born2, document=document, phone=phone)
    assert likeness(a, b) == likeness(b, a)


def test_what_counts() -> None:
    ana = person(1, document="11111111", phone="+51987654321")
    assert likeness(ana, person(2, document="22222222")).reasons == ("name", "birth")  # type: ignore[union-attr]
    assert likeness(ana, person(2, born=date(2020, 4, 3))).reasons == ("name", "birth_swapped")  # type: ignore[union-attr]
    assert likeness(ana, person(2, "Ana Quipse", date(1999, 1, 1), phone="+51987654321")).reasons == ("name_near", "phone")  # type: ignore[union-attr]
    assert likeness(ana, person(2, "Otro Nombre", None, document="11111111")).reasons == ("document",)  # type: ignore[union-attr]
    assert likeness(ana, person(2, "Eva Quispe Mamani", phone="+51987654321")) is None  # a twin
    assert likeness(ana, person(2, born=date(1999, 1, 1))) is None  # a namesake
    assert words_of("  Ñusta-María ") == ("maria", "nusta")


def _crowd(size: int, dates: int) -> list[Person]:
    chance = random.Random(7)
    words = ["".join(chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(chance.randrange(2, 5))) for _ in range(900)]
    given_, surnames = words[:400], words[400:]
    return [
        Person(i, f"{chance.choice(given_)} {chance.choice(surnames)} {chance.choice(surnames)}", BORN + timedelta(days=chance.randrange(dates)), f"{i:08}", f"+51{i // 2:09}")
        for i in range(size)
    ]  # fmt: skip


@pytest.mark.parametrize("dates", [9000, 1])
def test_twenty_thousand_are_searched_in_seconds_even_when_all_share_a_birth_date(dates: int) -> None:
    people = _crowd(20_000, dates)
    twin = people[777]
    people.append(Person(50_000, twin.names.upper() + " tercero", twin.birth_date))
    begun = time.perf_counter()
    found = likely_pairs(people)
    assert (777, 50_000) in found
    assert time.perf_counter() - begun < 30  # about 2 s on the machine it was written on

"""The lines of a list of facts (`rx.el.dl`)."""

import reflex as rx


def fact(word: rx.Var, *value: rx.Component | rx.Var | str) -> list[rx.Component]:
    """A fact: what it is, and what is so."""
    return [rx.el.dt(word), rx.el.dd(*value)]


def optional_fact(word: rx.Var, value: rx.Var, shown: rx.Var | None = None) -> rx.Component:
    """A fact that is not there while its value is empty; `shown`: how the value is written."""
    return rx.cond(value != "", rx.fragment(*fact(word, value if shown is None else shown)), rx.fragment())

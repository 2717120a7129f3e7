"""The browser parts of growth: the form that previews while it is typed (assets/growth.js), the chart (assets/growthchart.js)."""

from typing import Any

import reflex as rx

from clinic_app.growth.figures import Figure


def _values(values: rx.Var[dict]) -> list[rx.Var]:
    return [values]


def _picked(key: rx.Var[int]) -> list[rx.Var]:
    return [key]


class GrowthForm(rx.Component):
    """Sends what is typed a moment after the last key, and all of it on submit."""

    library = "$/public/growth.js"
    tag = "GrowthForm"
    round: rx.Var[int]
    fix: rx.Var[Any]
    on_preview: rx.EventHandler[_values]
    on_save: rx.EventHandler[_values]


class GrowthChart(rx.Component):
    """The curves. Plotly's smallest distribution (395 KB gzip) is a file of its own, fetched with the first page that draws."""

    library = "$/public/growthchart.js"
    tag = "GrowthChart"
    lib_dependencies: list[str] = ["plotly.js-basic-dist-min@4.1.1"]
    figure: rx.Var[Figure]
    labels: rx.Var[dict[str, str]]
    levels: rx.Var[dict[str, str]]
    lang: rx.Var[str]
    values: rx.Var[bool]
    label: rx.Var[str]
    on_pick: rx.EventHandler[_picked]

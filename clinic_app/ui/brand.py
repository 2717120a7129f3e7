"""Our own mark: a stepped cross."""

import reflex as rx

NAME = "Hampiq"
CROSS = "M13 6h6v3.5h3.5V13H26v6h-3.5v3.5H19V26h-6v-3.5H9.5V19H6v-6h3.5V9.5H13z"


def logo(size: int = 28) -> rx.Component:
    """The mark alone; the name stands beside it."""
    return rx.el.svg(
        rx.el.svg.rect(width="32", height="32", rx="8", class_name="plate"),
        rx.el.svg.path(d=CROSS, class_name="cross"),
        rx.el.svg.circle(cx="16", cy="16", r="3.2", class_name="plate"),
        width=str(size), height=str(size), view_box="0 0 32 32", custom_attrs={"aria-hidden": "true"},
    )  # fmt: skip


def big_mark() -> rx.Component:
    """The cross as decoration."""
    return rx.el.svg(rx.el.svg.path(d=CROSS), view_box="4 4 24 24", class_name="mark", custom_attrs={"aria-hidden": "true"})

"""Workbooks around an import: the rows that were left out, and an empty one to begin with."""

from pathlib import Path
from typing import Any

import anyio

from clinic_app.core.database import Work
from clinic_app.core.i18n import N_, known_language, translate
from clinic_app.interop import columns, service
from clinic_app.interop.exporting import GUARDIAN_WIRES, PATIENT_WIRES, Book, new_file, removed_on_failure
from clinic_app.interop.models import PatientImport
from clinic_app.patients import wire
from clinic_app.patients.identity import document_kinds

AT_ONCE = 1_000
TEMPLATE_ROWS = 2_000
PROBLEM = N_("Problema")


def reason(problem: dict[str, Any], locale: str) -> str:
    """What is wrong, in the person's language."""
    return translate(locale, problem["said"], detail=problem.get("detail", ""), **(problem.get("given") or {}))


def sentence(problem: dict[str, Any], locale: str) -> str:
    """`Fecha de nacimiento: No se entiende…` in the person's language."""
    said = reason(problem, locale)
    field = problem.get("field", "")
    return f"{columns.title_of(field, locale)}: {said}" if field and columns.is_target(field) else said


async def error_file(work: Work, one: PatientImport) -> Path:
    """The rows that were not imported, with their own columns and why. Formulas are disarmed; the file can be corrected and uploaded again."""
    locale = known_language(work.actor.locale)
    path = new_file("errors-")
    why = translate(locale, PROBLEM)
    kept = [index for index, title in enumerate(one.titles) if title != why]  # the file may be one of these, corrected
    with removed_on_failure(path):
        book = Book(path, [*[one.titles[index] for index in kept], why], translate(locale, "Errores"))
        offset = 0
        while rows := await service.problem_rows(work, one.id, limit=AT_ONCE, offset=offset):
            cells = [[*[row.cells[index] for index in kept], " · ".join(sentence(each, locale) for each in row.problems)] for row in rows]
            await anyio.to_thread.run_sync(book.add, cells)
            offset += len(rows)
        await anyio.to_thread.run_sync(book.close)
    return path


def template(locale: str, country: str) -> Path:
    """An empty table with the titles we know best; its cells are texts, so that no spreadsheet drops the zeros of a document."""
    path = new_file("template-")
    targets = [*PATIENT_WIRES.values(), *[f"r1.{name}" for name in GUARDIAN_WIRES.values()]]
    import xlsxwriter  # ten megabytes in every process that never needs it

    with xlsxwriter.Workbook(str(path)) as book:
        sheet, text = book.add_worksheet(translate(locale, "Pacientes")), book.add_format({"num_format": "@"})
        needed, other = book.add_format({"bold": True, "bg_color": "#CCFBF1", "bottom": 1}), book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(targets) - 1, 22, text)
        for column, target in enumerate(targets):
            sheet.write_string(0, column, columns.title_of(target, locale), needed if target in columns.REQUIRED else other)
        choices = {
            "tipo_documento": [translate(locale, wire.DOCUMENTS[kind]) for kind in document_kinds(country)],
            "sexo": [translate(locale, word) for word in wire.SEXES.values()],
            "r1.parentesco": [translate(locale, word) for word in wire.RELATIONSHIPS.values()],
        }
        for target, words in choices.items():
            column = targets.index(target)
            sheet.data_validation(1, column, TEMPLATE_ROWS, column, {"validate": "list", "source": words, "error_type": "warning"})
    return path

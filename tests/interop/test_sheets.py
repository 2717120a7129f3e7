"""What a file really is, whatever its name says."""

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from clinic_app.core.errors import Invalid
from clinic_app.interop import sheets

TABLE = "Nombres;Apellidos;Fecha de nacimiento;Sexo\nNuñez José;Peña;01/02/2020;M\n"


def file(folder: Path, data: bytes) -> Path:
    path = folder / "table"
    path.write_bytes(data)
    return path


def read(path: Path) -> list[tuple[int, list[str]]]:
    return list(sheets.rows(sheets.sniff(path)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_every_usual_alphabet_is_read(tmp_path: Path, encoding: str) -> None:
    path = file(tmp_path, TABLE.encode(encoding))
    assert read(path)[1] == (2, ["Nuñez José", "Peña", "01/02/2020", "M"])
    assert sheets.head(sheets.sniff(path)).titles == ["Nombres", "Apellidos", "Fecha de nacimiento", "Sexo"]


def test_an_accent_far_down_decides_the_alphabet(tmp_path: Path) -> None:
    data = b"Nombres,Sexo\n" + b"Ana,F\n" * 40_000 + "Begoña,F\n".encode("latin-1")
    table = sheets.sniff(file(tmp_path, data))
    assert table.encoding == "cp1252"
    assert list(sheets.rows(table))[-1] == (40_002, ["Begoña", "F"])


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_the_delimiter_is_guessed(tmp_path: Path, sign: str) -> None:
    path = file(tmp_path, TABLE.replace(";", sign).encode())
    assert read(path)[1][1][1] == "Peña"


def test_commas_inside_cells_do_not_mislead(tmp_path: Path) -> None:
    data = "Apellidos y nombres;Sexo\nQuispe, Ana;F\nRojas, Luis;M\n"
    assert read(file(tmp_path, data.encode()))[1][1] == ["Quispe, Ana", "F"]


def test_a_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    assert read(file(tmp_path, b"sep=;\nNombres;Sexo\nAna;F\n"))[0] == (2, ["Nombres", "Sexo"])


def test_a_row_of_several_lines_keeps_the_number_of_its_first(tmp_path: Path) -> None:
    data = 'Nombres,Notas\nAna,"una\ndos"\n\nLuis,x\n'
    assert read(file(tmp_path, data.encode())) == [(1, ["Nombres", "Notas"]), (2, ["Ana", "una\ndos"]), (5, ["Luis", "x"])]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", sheets.EMPTY),
        (b" \n ", sheets.EMPTY),
        (b"<html><body><table><tr><td>Nombres</td></tr></table></body></html>", sheets.HTML),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><table>", sheets.HTML),
        (b"<?xml version='1.0'?><Workbook>", sheets.HTML),
        ("<table><tr><td>Nombres".encode("utf-16"), sheets.HTML),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, sheets.OLD_EXCEL),
        (b"%PDF-1.7 ...", sheets.OTHER_TABLE),
        (b"\x89PNG\r\n\x1a\n", sheets.OTHER_TABLE),
        (b"PK\x03\x04 this is cut off", sheets.DAMAGED),
        (b"Nombres;Sexo\nAna\0;F\n", sheets.OTHER_TABLE),
    ],
)
def test_what_is_no_table_is_refused_with_a_clear_sentence(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        sheets.sniff(file(tmp_path, data))
    assert refused.value.fields == {"archivo": [sentence]}


def test_a_zip_that_is_no_workbook_or_would_burst_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("word/document.xml", "x")
    with pytest.raises(Invalid) as refused:
        sheets.sniff(tmp_path / "other.zip")
    assert refused.value.fields == {"archivo": [sheets.OTHER_TABLE]}
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr("xl/sharedStrings.xml", b"0" * (sheets.MAX_PART + 1))
    assert (tmp_path / "bomb.xlsx").stat().st_size < 1_000_000
    with pytest.raises(Invalid) as refused:
        sheets.sniff(tmp_path / "bomb.xlsx")
    assert refused.value.fields == {"archivo": [sheets.BOMB]}


def test_a_workbook_with_a_trap_for_xml_readers_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Nombres", "Sexo"])
    book.save(tmp_path / "good.xlsx")
    with zipfile.ZipFile(tmp_path / "good.xlsx") as good, zipfile.ZipFile(tmp_path / "trap.xlsx", "w") as trap:
        for name in good.namelist():
            data = good.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + data.split(b"?>", 1)[-1]
            trap.writestr(name, data)
    with pytest.raises(Invalid):
        read(tmp_path / "trap.xlsx")


def test_the_cells_of_a_workbook_become_texts_as_a_person_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nombres", "DNI", "Con formato", "Nacimiento", "Nota", "Error"])
        sheet.write_string(1, 0, "Ana\r\n_x0041_ '=raro 😀")
        sheet.write_number(1, 1, 71234567)
        sheet.write_number(1, 2, 1234567, book.add_format({"num_format": "00000000"}))
        sheet.write_datetime(1, 3, datetime(2020, 2, 29), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_string(1, 4, "'+51 999")
        sheet.write_formula(1, 5, "=1/0", value="#DIV/0!")
    assert read(path)[1] == (2, ["Ana\r\n_x0041_ '=raro 😀", "71234567", "01234567", "2020-02-29", "+51 999"])


def test_the_row_of_titles_is_found_below_a_heading(tmp_path: Path) -> None:
    data = "CONSULTORIO SONQO;;;\n;;;\nNombres;Apellidos;Fecha de nacimiento;Sexo\nAna;Quispe;1/2/2020;F\n"
    head = sheets.head(sheets.sniff(file(tmp_path, data.encode())))
    assert (head.line, head.titles[0], head.rows) == (3, "Nombres", [["Ana", "Quispe", "1/2/2020", "F"]])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"Ana;Quispe;71234567;01/02/2020\nLuis;Rojas;71234568;01/02/2021\n", sheets.NO_HEADER),
        (b"uno\ndos\n", sheets.NO_HEADER),
        (b"Nombres;Apellidos;Sexo\n", sheets.NO_ROWS),
    ],
)
def test_a_missing_row_of_titles_is_said(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        sheets.head(sheets.sniff(file(tmp_path, data)))
    assert refused.value.fields == {"archivo": [sentence]}


def test_a_file_of_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 10)
    path = file(tmp_path, b"Nombres;Sexo\n" + b"Ana;F\n" * 100)
    with pytest.raises(Invalid) as refused:
        read(path)
    assert refused.value.fields == {"archivo": [sheets.TOO_MANY]}

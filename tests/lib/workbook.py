# SPDX-License-Identifier: BSD-2-Clause
"""Workbooks (.xlsx) as a spreadsheet writes them, and as nobody should."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.%s+xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
BEGIN = HEAD + '<worksheet xmlns="%s"><sheetData>' % MAIN
END = "</sheetData></worksheet>"


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def row(number, cells):
    return '<row r="%d">%s</row>' % (number, "".join(
        '<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (
            chr(ord("A") + i), number, escape(cell))
        for i, cell in enumerate(cells)))


def of_sheet(sheet):
    """A workbook of one sheet; "sheet": its XML, a text or its pieces."""
    out = io.BytesIO()
    parts = {
        "[Content_Types].xml": HEAD +
        '<Types xmlns="%s/content-types">'
        '<Override PartName="/xl/workbook.xml" ContentType="%s"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="%s"/>'
        "</Types>" % (PACKAGE, KIND % "sheet.main", KIND % "worksheet"),
        "xl/workbook.xml": HEAD +
        '<workbook xmlns="%s" xmlns:r="%s"><sheets>'
        '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>' % (
            MAIN, OFFICE),
        "xl/_rels/workbook.xml.rels": HEAD +
        '<Relationships xmlns="%s/relationships"><Relationship Id="rId1" '
        'Type="%s/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>" % (PACKAGE, OFFICE),
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
        with book.open("xl/worksheets/sheet1.xml", "w") as part:
            for piece in [sheet] if isinstance(sheet, str) else sheet:
                part.write(piece.encode("utf-8"))
    return out.getvalue()


def of_rows(rows):
    return of_sheet(BEGIN + "".join(
        row(n + 1, cells) for n, cells in enumerate(rows)) + END)


def many_blanks(megabytes):
    """A little that becomes much."""
    def pieces():
        yield BEGIN
        for _ in range(megabytes):
            yield " " * (1 << 20)
        yield END
    return of_sheet(pieces())


def long_cell(megabytes):
    def pieces():
        yield BEGIN + '<row r="1"><c r="A1" t="inlineStr"><is><t>'
        for _ in range(megabytes):
            yield "a" * (1 << 20)
        yield "</t></is></c></row>" + END
    return of_sheet(pieces())


def with_entities(declared, used):
    return of_sheet(
        HEAD + "<!DOCTYPE x [%s]>" % declared + BEGIN[len(HEAD):] +
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a%s</t></is></c></row>' %
        used + END)


def laughs():
    """Entities of entities of entities."""
    declared = '<!ENTITY l0 "lol">' + "".join(
        '<!ENTITY l%d "%s">' % (n, ("&l%d;" % (n - 1)) * 10)
        for n in range(1, 10))
    return with_entities(declared, "&l9;")


def far_away():
    """A cell in a column that no memory has room for."""
    return of_sheet(
        BEGIN + '<row r="1"><c r="ZZZZZZZ1" t="inlineStr"><is><t>a</t></is>'
        "</c></row>" + END)

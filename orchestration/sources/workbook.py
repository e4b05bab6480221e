"""A workbook of one sheet of texts: as much of the format (ECMA-376) as a reader of ours needs."""

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{CONTENT}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{CONTENT}.worksheet+xml"/>
</Types>"""
RELATION = """<Relationships xmlns="{package}/relationships">
<Relationship Id="rId1" Type="{document}/{kind}" Target="{target}"/>
</Relationships>"""
WORKBOOK = """<workbook xmlns="{sheet}" xmlns:r="{document}">
<sheets><sheet name={name} sheetId="1" r:id="rId1"/></sheets>
</workbook>"""


def write_workbook(path: Path, name: str | None, rows: Iterable[list[str]]) -> None:
    """Write rows as the one sheet of a workbook. The same rows give the same bytes."""
    cells = "\n".join(f"<row>{''.join(_cell(value) for value in row)}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATION.format(
            package=PACKAGE, document=DOCUMENT, kind="officeDocument", target="xl/workbook.xml"
        ),
        "xl/_rels/workbook.xml.rels": RELATION.format(
            package=PACKAGE, document=DOCUMENT, kind="worksheet", target="worksheets/sheet1.xml"
        ),
        "xl/workbook.xml": WORKBOOK.format(sheet=SHEET, document=DOCUMENT, name=quoteattr(name or "Sheet1")),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            # Without a date of its own a part would bear that of this moment.
            archive.writestr(ZipInfo(part), text, ZIP_DEFLATED)


def _cell(value: str) -> str:
    if not value:
        return "<c/>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'

"""The audit as a page: which expectations were held, and what each counted. Never a row, never a request to a server.

Great Expectations' own pages load styles and scripts from several hosts; this one opens from a file, offline.
"""

from html import escape
from pathlib import Path

from orchestration.audit_result import AuditResult, Finding, SuiteResult

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Audit of {build_id}</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1c2330; }}
table {{ border-collapse: collapse; width: 100%; margin-bottom: 2rem; }}
td, th {{ text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #e3e6eb; vertical-align: top; }}
.block {{ background: #fdecea; }}
.alert {{ background: #fff6dd; }}
</style>
<h1>{verdict}</h1>
<p>Build {build_id}, audited {audited_at}: {passed} of {count} expectations hold.</p>
{suites}
</html>
"""


def write_data_docs(result: AuditResult, target: Path) -> Path:
    """Write `index.html` into `target` and return its path."""
    target.mkdir(parents=True, exist_ok=True)
    page = target / "index.html"
    page.write_text(
        PAGE.format(
            build_id=escape(result.build_id),
            verdict="Fit to be read" if result.passed else "Not fit to be read",
            audited_at=result.audited_at.isoformat(sep=" ", timespec="seconds"),
            passed=result.expectation_count - len(result.failures) - len(result.alerts),
            count=result.expectation_count,
            suites="\n".join(_suite(suite) for suite in result.suites),
        )
    )
    return page


def _suite(suite: SuiteResult) -> str:
    rows = "\n".join(_row(finding) for finding in suite.findings)
    return (
        f"<h2>{escape(suite.suite)}</h2>\n<table>\n"
        f"<tr><th>mart</th><th>expectation</th><th>holds</th><th>found</th></tr>\n{rows}\n</table>"
    )


def _row(finding: Finding) -> str:
    cells = (finding.mart, finding.expectation, "yes" if finding.passed else f"no: {finding.action}", finding.figure)
    style = "" if finding.passed else f' class="{finding.action}"'
    return f"<tr{style}>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"

"""Salesforce for many records: jobs of Bulk API 2.0, a CSV file each, of which failures are told by their keys."""

import csv
import io
from typing import Any

from orchestration.errors import SyncRefused
from orchestration.sync import salesforce
from orchestration.sync.config import SyncTarget
from orchestration.sync.crm import Crm, Unanswered
from orchestration.sync.rows import ACCEPTED, Answer, Outcome, Request, Row, json_request, refused

BATCH = 10_000
# The same organisation, asked in the same way.
WHOLE_ROWS, CAN_READ = salesforce.WHOLE_ROWS, salesforce.CAN_READ
organisation, read = salesforce.organisation, salesforce.read
JOBS = f"{salesforce.API}/jobs/ingest"
JOB = "{job}"
# About an hour, as pauses grow to the longest that patience allows.
POLLS = 60
ENDED = {"JobComplete", "Failed", "Aborted"}


def requests(target: SyncTarget, rows: list[Row], build_id: str) -> list[Request]:
    """Open a job, upload the file, close it. The job's id is known when it is open."""
    job = {
        "object": target.object,
        "externalIdFieldName": target.key.field,
        "operation": "upsert",
        "contentType": "CSV",
        "lineEnding": "LF",
    }
    return [
        json_request("POST", JOBS, job),
        Request("PUT", f"{JOBS}/{JOB}/batches", _file(target, rows), "text/csv"),
        json_request("PATCH", f"{JOBS}/{JOB}", {"state": "UploadComplete"}),
    ]


def send(crm: Crm, target: SyncTarget, to_send: list[Request], rows: list[Row]) -> list[Outcome]:
    opened = crm.write(to_send[0])
    if opened.status != 200:
        raise _refused(crm, salesforce.error_code(opened))
    job = opened.json["id"]
    for request in to_send[1:]:
        _hand_over(crm, job, request)
    ended = _wait(crm, job)
    failed = _results(crm, job, "failedResults", target)
    unprocessed = _results(crm, job, "unprocessedrecords", target)
    if ended["state"] != "JobComplete" and not failed and not unprocessed:
        raise _refused(crm, str(ended.get("errorMessage") or ended["state"]).partition(":")[0])
    return [_outcome(row.wanted[target.key.field], failed, unprocessed) for row in rows]


def _hand_over(crm: Crm, job: str, request: Request) -> None:
    """Upload or close; a lost answer is made up for by asking what became of the job."""
    placed = Request(request.method, request.path.replace(JOB, job), request.body, request.content_type)
    try:
        answer = crm.write(placed)
    except Unanswered:
        state = crm.read(Request("GET", f"{JOBS}/{job}", b"")).json["state"]
        if state != "Open":
            return
        answer = crm.write(placed)
    if answer.status not in {200, 201}:
        raise _refused(crm, salesforce.error_code(answer))


def _refused(crm: Crm, code: str) -> SyncRefused:
    """A job that is refused as a whole is not taken apart: that would be as many jobs as rows."""
    return SyncRefused(f"{crm.target.place}: a job was refused ({code}). See that object, key and fields exist.")


def _wait(crm: Crm, job: str) -> dict[str, Any]:
    for poll in range(POLLS):
        state = crm.read(Request("GET", f"{JOBS}/{job}", b"")).json
        if state["state"] in ENDED:
            return state
        crm.patience.wait(poll)
    raise SyncRefused(f"{crm.target.place}: job {job} has not ended. Run again later: what it did is read back then.")


def _results(crm: Crm, job: str, kind: str, target: SyncTarget) -> dict[str, str]:
    """The error of each record of one kind, by key."""
    answer: Answer = crm.read(Request("GET", f"{JOBS}/{job}/{kind}", b""))
    lines = csv.DictReader(io.StringIO(answer.body.decode()))
    return {line[target.key.field]: line.get("sf__Error") or "" for line in lines}


def _outcome(key: str, failed: dict[str, str], unprocessed: dict[str, str]) -> Outcome:
    """Errors look like CODE:message:fields."""
    if key in unprocessed:
        return refused("UNPROCESSED", "the job ended before this record", may_pass=True)
    if key not in failed:
        return ACCEPTED
    code, _, reason = failed[key].partition(":")
    return salesforce.outcome(False, [{"statusCode": code, "message": reason}])


def _file(target: SyncTarget, rows: list[Row]) -> bytes:
    """An empty cell leaves what is there; #N/A empties it."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    columns = list(target.columns)
    writer.writerow(columns)
    writer.writerows([_cell(row.values, column) for column in columns] for row in rows)
    return table.getvalue().encode()


def _cell(values: dict[str, Any], column: str) -> str:
    if column not in values:
        return ""
    value = values[column]
    if value is None:
        return "#N/A"
    return str(value).lower() if isinstance(value, bool) else str(value)

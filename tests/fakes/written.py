"""CRMs on 127.0.0.1 that are written to: they keep records, find them by a key, and refuse by script.

What is common is `FakeWritten`: a table of records, the history of every write, and for single keys what is refused
(`refuses`), locked for some tries (`locks`), or held twice (`doubled`). Each CRM has its own words for that.
"""

import csv
import io
import re
from collections import Counter
from typing import Any, ClassVar
from urllib.parse import unquote

from tests.fakes.server import Answer, FakeCrm, Request

LISTED = re.compile(r"'((?:[^'\\]|\\.)*)'")


class FakeWritten(FakeCrm):
    """The records, by their key in lower case, and each write that reached them."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[str, Any]] = {}
        self.history: list[tuple[str, dict[str, Any]]] = []
        self.refuses: dict[str, str] = {}
        self.locks: Counter[str] = Counter()
        self.doubled: set[str] = set()
        self.organisation = "sandbox"

    def fault_of(self, key: str) -> str | None:
        """Why this record is not written this time: LOCKED, AMBIGUOUS or the code of a refusal."""
        if self.locks[key] > 0:
            self.locks[key] -= 1
            return "LOCKED"
        return "AMBIGUOUS" if key in self.doubled else self.refuses.get(key)

    def put(self, key: str, fields: dict[str, Any]) -> bool:
        """Create or change a record; whether it is new."""
        is_new = key.lower() not in self.records
        self.records.setdefault(key.lower(), {}).update(fields)
        self.history.append((key, fields))
        return is_new

    @property
    def written_calls(self) -> list[Request]:
        """The requests that change records."""
        return [request for request in self.requests if self.writes(request)]

    def writes(self, request: Request) -> bool:
        """Whether a request is one that changes records."""
        return "upsert" in request.path


class WrittenSalesforce(FakeWritten):
    """Collections and Bulk 2.0; `calls_left` of 1,000 a day are told with each answer."""

    login_path = "/services/oauth2/token"
    words: ClassVar = {"LOCKED": "UNABLE_TO_LOCK_ROW", "AMBIGUOUS": "DUPLICATE_EXTERNAL_ID"}

    def __init__(self) -> None:
        super().__init__()
        self.calls_left: int | None = None
        self.jobs: list[dict[str, Any]] = []

    def writes(self, request: Request) -> bool:
        return "/composite/sobjects/" in request.path or ("/jobs/ingest" in request.path and request.method != "GET")

    def answer(self, request: Request) -> Answer:
        answer = self._answered(request)
        if self.calls_left is not None:
            self.calls_left -= 1
            answer.headers["Sforce-Limit-Info"] = f"api-usage={1000 - self.calls_left}/1000"
        return answer

    def _answered(self, request: Request) -> Answer:
        if request.path.rstrip("/").endswith("/query"):
            return self._query(request.query["q"])
        if "/jobs/ingest" in request.path:
            return self._bulk(request)
        key_field = request.path.rpartition("/")[2]
        return Answer([self._upsert(record, key_field) for record in request.body["records"]])

    def _query(self, soql: str) -> Answer:
        if "Organization" in soql:
            return Answer({"records": [{"Id": self.organisation}]})
        names = re.match(r"SELECT (.+) FROM", soql)[1].split(", ")
        keys = [re.sub(r"\\(.)", r"\1", key) for key in LISTED.findall(unquote(soql))]
        found = [self.records[key.lower()] for key in keys if key.lower() in self.records]
        return Answer({"records": [{name: record.get(name) for name in names} for record in found]})

    def _upsert(self, record: dict[str, Any], key_field: str) -> dict[str, Any]:
        fields = {name: value for name, value in record.items() if name != "attributes"}
        key = fields[key_field]
        if fault := self.fault_of(key):
            error = {"statusCode": self.words.get(fault, fault), "message": f"no: {key}", "fields": []}
            return {"success": False, "created": False, "errors": [error]}
        return {"id": f"00Q{key}", "success": True, "created": self.put(key, fields), "errors": []}

    def _bulk(self, request: Request) -> Answer:
        if request.method == "POST":
            self.jobs.append({**request.body, "state": "Open", "failed": []})
            return Answer({"id": str(len(self.jobs) - 1), "state": "Open"})
        number, _, what = request.path.partition("/jobs/ingest/")[2].partition("/")
        job = self.jobs[int(number)]
        if request.method == "PUT":
            job["file"] = request.body
            return Answer(None, 201)
        if request.method == "PATCH":
            self._carry_out(job)
            return Answer({"id": number, "state": job["state"]})
        if what == "failedResults":
            lines = "".join(f'"{error}","{key}"\n' for error, key in job["failed"])
            return Answer(f"sf__Error,{job['externalIdFieldName']}\n{lines}".encode())
        if what == "unprocessedrecords":
            return Answer(f"{job['externalIdFieldName']}\n".encode())
        return Answer({"id": number, "state": job["state"]})

    def _carry_out(self, job: dict[str, Any]) -> None:
        job["state"] = "JobComplete"
        for line in csv.DictReader(io.StringIO(job["file"])):
            key = line[job["externalIdFieldName"]]
            if fault := self.fault_of(key):
                job["failed"].append((f"{self.words.get(fault, fault)}:no:--", key))
            else:
                self.put(key, {name: None if value == "#N/A" else value for name, value in line.items() if value})


class WrittenHubspot(FakeWritten):
    """Answers in another order than asked; a batch with an invalid record is refused whole."""

    def writes(self, request: Request) -> bool:
        return request.path.endswith("/batch/upsert")

    @property
    def token(self) -> str:
        return "canary-token"

    def answer(self, request: Request) -> Answer:
        if request.path == "/account-info/v3/details":
            return Answer({"portalId": self.organisation})
        if request.path.endswith("/batch/read"):
            keys = [one["id"].lower() for one in request.body["inputs"]]
            return Answer({"results": [{"properties": self.records[key]} for key in keys if key in self.records]})
        inputs = request.body["inputs"]
        if any(self.refuses.get(one["id"]) == "VALIDATION_ERROR" for one in inputs):
            return Answer({"category": "VALIDATION_ERROR", "message": "Property values were not valid"}, 400)
        results, errors = [], []
        for one in reversed(inputs):
            trace = one["objectWriteTraceId"]
            if fault := self.fault_of(one["id"]):
                errors.append({"category": fault, "message": "no", "context": {"objectWriteTraceId": [trace]}})
            else:
                self.put(one["id"], {one["idProperty"]: one["id"], **one["properties"]})
                results.append({"objectWriteTraceId": trace})
        return Answer({"results": results, "errors": errors, "numErrors": len(errors)}, 207 if errors else 200)


class WrittenMarketo(FakeWritten):
    """Everything comes with status 200."""

    login_path = "/identity/oauth/token"
    words: ClassVar = {"LOCKED": "1029", "AMBIGUOUS": "1007"}

    def writes(self, request: Request) -> bool:
        return request.path == "/rest/v1/leads.json" and "_method" not in request.query

    def refused_token(self) -> Answer:
        return Answer({"success": False, "errors": [{"code": "602", "message": "Access token expired"}]})

    def answer(self, request: Request) -> Answer:
        if not self.writes(request):
            keys = request.body["filterValues"].lower().split(",")
            return Answer({"success": True, "result": [self.records[key] for key in keys if key in self.records]})
        return Answer(
            {
                "success": True,
                "result": [self._upsert(one, request.body["lookupField"]) for one in request.body["input"]],
            }
        )

    def _upsert(self, fields: dict[str, Any], key_field: str) -> dict[str, Any]:
        key = fields[key_field]
        if fault := self.fault_of(key):
            return {"status": "skipped", "reasons": [{"code": self.words.get(fault, fault), "message": f"no: {key}"}]}
        return {"id": 1, "status": "created" if self.put(key, fields) else "updated"}


class WrittenZoho(FakeWritten):
    """Its own scheme of tokens; failures of records beside successes."""

    login_path = "/oauth/v2/token"
    words: ClassVar = {"LOCKED": "RECORD_LOCKED", "AMBIGUOUS": "DUPLICATE_DATA"}

    def answer(self, request: Request) -> Answer:
        if request.path == "/crm/v8/org":
            return Answer({"org": [{"id": self.organisation}]})
        if request.path == "/crm/v8/coql":
            keys = [key.lower() for key in LISTED.findall(request.body["select_query"])]
            found = [self.records[key] for key in keys if key in self.records]
            return Answer({"data": found}) if found else Answer(None, 204)
        (key_field,) = request.body["duplicate_check_fields"]
        return Answer({"data": [self._upsert(record, record[key_field]) for record in request.body["data"]]}, 202)

    def _upsert(self, fields: dict[str, Any], key: str) -> dict[str, Any]:
        if fault := self.fault_of(key):
            return {"status": "error", "code": self.words.get(fault, fault), "message": "no", "details": {}}
        return {"status": "success", "code": "SUCCESS", "action": "insert" if self.put(key, fields) else "update"}


class WrittenPardot(FakeWritten):
    """One prospect a call, which cannot be read back by its address."""

    login_path = "/services/oauth2/token"

    def answer(self, request: Request) -> Answer:
        key = request.body["matchEmail"]
        if fault := self.fault_of(key):
            return Answer({"code": fault, "message": "no"}, 400)
        self.put(key, {"email": key, **request.body["prospect"]})
        return Answer({"id": 1}, 201)


class WrittenWebhook(FakeWritten):
    """Takes a batch once: the second of the same name changes nothing. It wants a signature and no token."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    @property
    def token(self) -> str:
        return ""

    def writes(self, request: Request) -> bool:
        return True

    def _judged(self, request: Request) -> Answer:
        return self.answer(request)

    def answer(self, request: Request) -> Answer:
        name = request.headers["Idempotency-Key"]
        if name not in self.names:
            self.names.add(name)
            for record in request.body["records"]:
                if record["email"] not in self.refuses:
                    self.put(record["email"], record)
        rejected = [{"key": key, "code": code, "reason": "no"} for key, code in self.refuses.items()]
        return Answer({"rejected": rejected})

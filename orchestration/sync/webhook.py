"""Any receiver of JSON: batches with a signature, and a name by which a batch that comes twice is known.

`X-Leadhouse-Signature` is `sha256=` and the HMAC-SHA256, under the shared secret, of the moment in
`X-Leadhouse-Timestamp`, a point, and the body. A receiver may answer `{"rejected": [{"key", "code", "reason"}]}`;
what it doesn't name is accepted.
"""

import hashlib
import hmac
import time
from urllib.parse import urlsplit

from orchestration.sync.config import SyncTarget
from orchestration.sync.crm import BatchRefused, Crm
from orchestration.sync.rows import ACCEPTED, Answer, Outcome, Request, Row, json_request, refused

BATCH, RATE = 200, (0, 1)
WHOLE_ROWS, CAN_READ = True, False


def token(crm: Crm, credentials: dict[str, str]) -> str:
    """There is none: the signature of each batch stands for it."""
    return ""


def headers(credentials: dict[str, str], token: str, request: Request) -> dict[str, str]:
    moment = str(int(time.time()))
    signed = hmac.new(credentials["secret"].encode(), f"{moment}.".encode() + request.body, hashlib.sha256).hexdigest()
    return {"X-Leadhouse-Timestamp": moment, "X-Leadhouse-Signature": f"sha256={signed}"}


def has_expired(answer: Answer) -> bool:
    return False


def may_pass(answer: Answer) -> bool:
    return False


def is_limit(answer: Answer) -> bool:
    return False


def quota(answer: Answer) -> None:
    """A receiver of our own has none that we know of."""


def organisation(crm: Crm) -> str:
    """One receiver is one organisation."""
    return str(urlsplit(crm.target.base_url).hostname)


def requests(target: SyncTarget, rows: list[Row], build_id: str) -> list[Request]:
    """The build is part of a batch and so of its name: a value that comes back after a while is no repetition."""
    content = {"destination": target.name, "build": build_id, "records": [row.values for row in rows]}
    request = json_request("POST", "", content)
    name = hashlib.sha256(request.body).hexdigest()
    return [Request(request.method, request.path, request.body, headers=(("Idempotency-Key", name),))]


def send(crm: Crm, target: SyncTarget, to_send: list[Request], rows: list[Row]) -> list[Outcome]:
    answer = crm.write(to_send[0])
    if not 200 <= answer.status < 300:
        raise BatchRefused(answer.status, "the receiver refused the batch")
    said = answer.json.get("rejected", []) if isinstance(answer.json, dict) else []
    rejected = {one["key"]: refused(one.get("code"), one.get("reason")) for one in said}
    return [rejected.get(row.wanted[target.key.field], ACCEPTED) for row in rows]

"""What leaves is what the vendors say they take, and their own clients read back what we wrote.

`make test-contracts` puts a mock server that knows the vendors' published definitions, and the clients, beside the
environment, and says where they are. Without them these tests are skipped.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.conftest import SHARED_DATA
from tests.fakes.marketo import FakeMarketo
from tests.fakes.server import FakeCrm, Request
from tests.fakes.site import Site, stamp
from tests.sync.world import people

PRISM = os.environ.get("LEADHOUSE_PRISM", "")
CLIENTS = os.environ.get("LEADHOUSE_CLIENTS", "")
DEFINITIONS = SHARED_DATA / "openapi"
SECONDS_TO_START = 60

Serve = Callable[[str], str]


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    """Start a server that answers by a definition and refuses what does not fit it: its address."""
    if not PRISM or shutil.which(PRISM) is None:
        pytest.skip("`make test-contracts` brings Prism where npm is installed")
    servers = []

    def start(definition: str) -> str:
        if not (DEFINITIONS / definition).exists():
            pytest.skip(f"no {definition} in {DEFINITIONS}; LEADHOUSE_SHARED_DATA may say where it is")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [PRISM, "mock", "--errors", "--host", "127.0.0.1", "--port", str(port), str(DEFINITIONS / definition)]
        servers.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        _wait_for(port)
        return f"http://127.0.0.1:{port}"

    yield start
    for server in servers:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"Prism did not start within {SECONDS_TO_START} s")


@pytest.fixture
def client_modules(monkeypatch):
    """The vendors' clients, behind all that the environment has itself."""
    if not CLIENTS:
        pytest.skip("`make test-contracts` brings the vendors' clients")
    monkeypatch.setattr(sys, "path", [*sys.path, CLIENTS])


def refusals(server: str, requests: list[Request]) -> list[str]:
    """What the definition has against requests, sent again as they left."""
    found = []
    for request in requests:
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        answer = httpx.request(
            request.method, f"{server}{request.path}", params=request.query, content=request.text, headers=headers
        )
        if answer.status_code >= 400:
            found.append(f"{request.method} {request.path}: {answer.status_code} {answer.text}")
    return found


def asked(fake: FakeCrm, *paths: str) -> list[Request]:
    """What a fake was asked at these paths."""
    found = [request for request in fake.requests if request.path.startswith(paths)]
    assert found, f"nothing was asked at {paths}: the test would hold for nothing"
    return found


def test_what_hubspot_is_sent_fits_its_definition(serve, world):
    hubspot = world("hubspot")
    hubspot.publish(people(3))
    hubspot.sync()
    server = serve("hubspot/hubspot-batch.derived.json")
    written = asked(hubspot.fake, "/crm/v3/objects/contacts/batch/upsert")
    assert refusals(server, written) == []
    # The server does look: one without a body is refused.
    assert refusals(server, [Request("POST", written[0].path, {}, written[0].headers, text="{}")])


def test_what_marketo_is_sent_fits_its_definition(serve, world):
    marketo = world("marketo", fields={"score": {"column": "lead_scores.lead_score", "owner": "theirs"}})
    marketo.publish(people(3))
    marketo.sync()
    marketo.publish(people(4))
    marketo.sync()
    written = [request for request in asked(marketo.fake, "/rest/v1/leads.json") if not request.query]
    assert refusals(serve("marketo/swagger-mapi.json"), written) == []


def test_what_marketo_is_asked_fits_its_definition(serve, tmp_path, monkeypatch):
    for name in ("client_id", "client_secret"):
        monkeypatch.setenv(f"TEST_{name.upper()}", "canary-secret")
    fake = FakeMarketo()
    try:
        for number in range(3):
            fake.put(number, stamp(hours=-9), email=f"{number}@example.com")
        Site(tmp_path, fake, "marketo", ["client_id", "client_secret"], "lead").extract()
    finally:
        fake.stop()
    server = serve("marketo/swagger-mapi.json")
    asked_for = asked(fake, "/rest/v1/")
    assert refusals(server, asked_for) == []
    since = next(request for request in asked_for if request.path.endswith("pagingtoken.json"))
    assert refusals(server, [Request("GET", since.path, {}, since.headers)])


def test_salesforces_own_client_reads_what_we_wrote(client_modules, world):
    from simple_salesforce import Salesforce

    ours = world("salesforce")
    ours.publish(people(2))
    ours.sync()
    client = Salesforce(instance_url=ours.fake.url, session_id=ours.fake.token, version="62.0")
    # It knows https alone; the fake speaks http, to this machine.
    client.base_url = f"{ours.fake.url}/services/data/v62.0/"
    found = client.query("SELECT Email, score FROM Lead WHERE Email IN ('p001@example.test', 'p002@example.test')")
    assert {record["Email"]: record["score"] for record in found["records"]} == {
        "p001@example.test": 10,
        "p002@example.test": 20,
    }


def test_hubspots_own_client_reads_what_we_wrote(client_modules, world):
    from hubspot import HubSpot
    from hubspot.crm.contacts import BatchReadInputSimplePublicObjectId, SimplePublicObjectId

    ours = world("hubspot")
    ours.publish(people(2))
    ours.sync()
    client = HubSpot(access_token=ours.fake.token)
    batches = client.crm.contacts.batch_api
    batches.api_client.configuration.host = ours.fake.url
    wanted = BatchReadInputSimplePublicObjectId(
        properties=["email", "score"],
        properties_with_history=[],
        id_property="email",
        inputs=[SimplePublicObjectId(id="p001@example.test")],
    )
    [found] = batches.read(batch_read_input_simple_public_object_id=wanted).results
    assert (found.properties["email"], found.properties["score"]) == ("p001@example.test", "10")

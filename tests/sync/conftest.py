"""Fake CRMs to write to, and the secrets that the environment holds for them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import certifi
import pytest

from tests.fakes import written
from tests.sync.world import CREDENTIALS, World

FAKES = {
    "salesforce": written.WrittenSalesforce,
    "hubspot": written.WrittenHubspot,
    "marketo": written.WrittenMarketo,
    "zoho": written.WrittenZoho,
    "pardot": written.WrittenPardot,
    "webhook": written.WrittenWebhook,
}


@pytest.fixture(autouse=True, scope="session")
def _one_certificate(tmp_path_factory):
    """Reading all of them takes longer than most tests, and nobody is asked by https."""
    first, end, _ = Path(certifi.where()).read_text().partition("-----END CERTIFICATE-----")
    file = tmp_path_factory.mktemp("certificates") / "one.pem"
    file.write_text(f"{first}{end}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(file))
        yield


@pytest.fixture(autouse=True)
def _secrets(monkeypatch):
    for name in {name for names in CREDENTIALS.values() for name in names}:
        monkeypatch.setenv(f"TEST_{name.upper()}", "canary-token")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Makes a world with a fake of one kind."""
    fakes = []

    def make(to: str = "salesforce", **more: Any) -> World:
        fakes.append(FAKES[to]())
        return World(tmp_path, fakes[-1], to, **more)

    yield make
    for fake in fakes:
        fake.stop()

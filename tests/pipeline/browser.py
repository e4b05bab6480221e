"""A headless Chromium, driven over its DevTools protocol, that can reach no server."""

import itertools
import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium")
PATIENCE = 60
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
]


class Tab:
    """An open page: what it computes, what it has asked for, and what it has complained of."""

    def __init__(self, socket: ClientConnection) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._socket = socket
        self._numbers = itertools.count(1)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=PATIENCE))
            if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.complaints.append(json.dumps(message["params"]))
            if message.get("method") == "Network.loadingFailed":
                self.complaints.append(json.dumps(message["params"]))
            if message.get("method") == "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])
            if message.get("id") == number:
                return message["result"]

    def value(self, expression: str) -> Any:
        """What a JavaScript expression comes to; a promise is waited for."""
        answer = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Return once the expression is true, or fail."""
        poll = (
            f"new Promise(done => {{ const look = () => ({expression}) ? done(true) : setTimeout(look, 20); look() }})"
        )
        assert self.value(poll)


@contextmanager
def open_page(address: str, profile: Path, scheme: str = "light") -> Iterator[Tab]:
    """The page in a new Chromium with an empty profile, for who prefers light or dark; both end with the block."""
    process = subprocess.Popen(
        [CHROMIUM, *OPTIONS, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with connect(_address(process, profile), max_size=None) as socket:
            tab = Tab(socket)
            for domain in ("Runtime", "Log", "Page", "Network"):
                tab.ask(f"{domain}.enable")
            tab.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
            tab.ask("Page.navigate", url=address)
            yield tab
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _address(process: subprocess.Popen, profile: Path) -> str:
    """Where the first tab listens; Chromium writes its port to the profile once it has one."""
    port_file, give_up = profile / "DevToolsActivePort", time.monotonic() + PATIENCE
    while not (port_file.exists() and port_file.read_text().count("\n")):
        assert process.poll() is None, "Chromium ended by itself"
        assert time.monotonic() < give_up, "Chromium opened no port"
        time.sleep(0.05)
    port = port_file.read_text().splitlines()[0]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=PATIENCE) as answer:
        return next(target["webSocketDebuggerUrl"] for target in json.load(answer) if target["type"] == "page")

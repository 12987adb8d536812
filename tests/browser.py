"""A real Chromium, driven over its DevTools pipe: no driver, no library."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ANSWER_S = 30.0
_BLANK = "about:blank"


def executable() -> str | None:
    """Where it is; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One page of a browser without a window.

    Raises:
        AssertionError: It ended, or does not answer.
    """

    def __init__(self, path: str) -> None:
        self._folder = tempfile.TemporaryDirectory(
            prefix="copydesk-browser-",
            ignore_cleanup_errors=True,  # its helpers may still write
        )
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        theirs = [os.dup(theirs_in), os.dup(theirs_out)]
        flags = [
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"),
            *("--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update"),
            f"--user-data-dir={self._folder.name}",
        ]
        # The pipe is the numbers 3 and 4; a shell puts it there, as Popen cannot.
        wired = f'exec "$0" "$@" 3<&{theirs[0]} 4>&{theirs[1]}'
        self._process = subprocess.Popen(
            ["bash", "-c", wired, path, *flags],
            pass_fds=theirs,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for number in (theirs_in, theirs_out, *theirs):
            os.close(number)
        self._in, self._out = ours_in, ours_out
        self._held = b""
        self._number = 0
        self._session = ""
        self.said: list[str] = []
        """What the console says, errors of the page among it."""
        self.asked: list[str] = []
        """Addresses the page asks for."""
        target = self.call("Target.createTarget", url=_BLANK)["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give one command of the protocol, and wait for its answer."""
        self._number += 1
        told: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            told["sessionId"] = self._session
        os.write(self._out, json.dumps(told).encode() + b"\0")
        deadline = time.monotonic() + _ANSWER_S
        while (heard := self._hear(deadline)).get("id") != self._number:
            pass
        assert "error" not in heard, f"{method}: {heard['error']}"
        result: dict[str, Any] = heard["result"]
        return result

    def _hear(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._held:
            ready, _, _ = select.select([self._in], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, "the browser does not answer"
            more = os.read(self._in, 1 << 20)
            assert more, "the browser has ended"
            self._held += more
        message, _, self._held = self._held.partition(b"\0")
        heard: dict[str, Any] = json.loads(message)
        self._note(heard.get("method", ""), heard.get("params", {}))
        return heard

    def _note(self, method: str, told: dict[str, Any]) -> None:
        if method == "Runtime.exceptionThrown":
            self.said.append(str(told["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.said.append(str(told["entry"]["text"]))
        elif method == "Runtime.consoleAPICalled":
            self.said.append(str(told["args"]))
        elif method == "Network.requestWillBeSent" and told["request"]["url"] != _BLANK:
            self.asked.append(told["request"]["url"])

    def size(self, width: int, height: int, *, scheme: str = "light", scale: float = 1) -> None:
        """Be a screen."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 600,
        )
        wanted = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", features=wanted)

    def forget(self) -> None:
        """Leave the page, and what was heard of it."""
        self.open(_BLANK)
        self.said.clear()
        self.asked.clear()

    def open(self, url: str) -> None:
        """Go to an address."""
        self.call("Page.navigate", url=url)
        self.await_that("document.readyState === 'complete'")

    def ask(self, expression: str) -> Any:
        """Evaluate JavaScript, and wait for its promise."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def await_that(self, expression: str, timeout_s: float = 20.0) -> None:
        """Wait for an expression to hold."""
        deadline = time.monotonic() + timeout_s
        while not self.ask(expression):
            assert time.monotonic() < deadline, f"not in {timeout_s:g} s: {expression}"
            time.sleep(0.05)

    def press(self, key: str, code: int) -> None:
        """Press and release a key."""
        given = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        if key == "Enter":
            given["text"] = "\r"
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, **given)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Write what is seen as PNG; ``whole`` the page to its end."""
        taken = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(taken["data"]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session = ""
        with contextlib.suppress(AssertionError, OSError):
            self.call("Browser.close")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._in)
        os.close(self._out)
        self._folder.cleanup()

"""Find the browser, and start it so that nothing in it can reach a network."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.errors import Mistake

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

NAME = "chromium-headless-shell"
# Where `playwright install` puts its browsers, on Linux, macOS and Windows. Source: https://playwright.dev/python/docs/browsers
INSTALLED = (".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright")
SHELLS = ("headless_shell", "headless_shell.exe", "chrome-headless-shell", "chrome-headless-shell.exe")
# Each closes a way out that was seen to be open without it: names, WebRTC's UDP, and all that goes by address.
FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--proxy-bypass-list=<-loopback>",  # this machine is no exception: it goes to the proxy, too
    "--js-flags=--max-old-space-size=512",  # megabytes: a page must not take the machine's memory
)


def find_browser() -> str:
    """Return the path of the browser. Raises Mistake, with a sentence that says how to get one."""
    if find_spec("playwright") is None:
        msg = "render=yes: needs the extra [render]; pip install 'affiliate-seo-audit[render]' (in a checkout: pip install -e '.[render]'), then playwright install --only-shell chromium."
        raise Mistake(msg)
    if found := shutil.which(NAME):
        return found
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    folders = [Path(named)] if named and named != "0" else [Path.home() / place for place in INSTALLED]
    shells = (
        path
        for folder in folders
        for build in sorted(folder.glob("chromium_headless_shell-*"), reverse=True)
        for name in SHELLS
        for path in build.glob(f"*/{name}")
    )
    if path := next(shells, None):
        return str(path)
    msg = f"render=yes: no browser was found; get one with playwright install --only-shell chromium, or apt-get install {NAME}."
    raise Mistake(msg)


class OfflineBrowser:
    """One browser process, whose only way out is a proxy that nobody listens at."""

    def __init__(self, path: str) -> None:
        """Keep where the browser is; `start` starts it."""
        self._path = path
        self._dead: socket.socket | None = None
        self._driver: Playwright | None = None
        self.process: Browser | None = None

    async def start(self) -> Browser:
        """Return the browser, started where it is not running. Raises playwright's Error."""
        from playwright.async_api import async_playwright

        if self.process is not None:
            return self.process
        # Bound and never listened at: a connection to it is refused, and nobody else can take the port.
        self._dead = socket.socket()
        self._dead.bind(("127.0.0.1", 0))
        self._driver = await async_playwright().start()
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        self.process = await self._driver.chromium.launch(
            executable_path=self._path,
            args=[*FLAGS, f"--proxy-server=http://127.0.0.1:{self._dead.getsockname()[1]}"],
            chromium_sandbox=not root,  # Chromium refuses to start for root with one
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
        return self.process

    async def stop(self) -> None:
        """End the browser and its driver; whatever state they are in, this returns within seconds."""
        browser, driver, dead = self.process, self._driver, self._dead
        self.process = self._driver = self._dead = None
        with suppress(Exception):  # it is gone already
            if browser is not None:
                await asyncio.wait_for(browser.close(), 5)
        with suppress(Exception):
            if driver is not None:
                await asyncio.wait_for(driver.stop(), 5)
        if dead is not None:
            dead.close()

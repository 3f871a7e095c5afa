"""Notes everything in a browser context that must not happen: console errors, CSP violations, foreign hosts, 5xx."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# Chromium repeats the status of a response as a console error; responses are judged by themselves below.
_STATUS_ECHO = "Failed to load resource: the server responded with a status of"
_LOCAL_SCHEMES = {"data", "blob", "about", "chrome-error"}


@dataclass
class Watch:
    """What went wrong so far; `allow` holds fragments of messages that a test expects."""

    base_url: str
    problems: list[str] = field(default_factory=list)
    allow: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Listen to every page of the context."""
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("request", self._on_request)
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_STATUS_ECHO):
            self.problems.append(f"console: {message.text}")
        elif "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.problems.append(f"CSP: {message.text}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in _LOCAL_SCHEMES and not request.url.startswith(self.base_url + "/"):
            self.problems.append(f"request to another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        is_page = response.request.resource_type in {"document", "fetch", "xhr"}
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.problems.append(f"status {response.status}: {response.url}")

    def unexpected(self) -> list[str]:
        """Return the problems that no test asked for."""
        return [problem for problem in self.problems if not any(text in problem for text in self.allow)]

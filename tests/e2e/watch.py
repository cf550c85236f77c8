"""What goes wrong in a browser without anybody seeing it."""

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

# The network is cut, servers are killed and answers are 404 on purpose; each shows on the page, and tests look there.
# A file that is taken for a script or put into a frame is refused: that is the defence, not a fault.
EXPECTED = ("Failed to load resource", "WebSocket connection to", "net::ERR_", "because its MIME type", "Framing ")


class Watch:
    """Listens to every page of a browser."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def over(self, context: BrowserContext) -> BrowserContext:
        """Keep an eye on this browser too."""
        context.on("weberror", self._on_error)
        context.on("console", self._on_words)
        return context

    def _on_error(self, error: WebError) -> None:
        self.faults.append(f"uncaught: {error.error.stack or error.error.message}")

    def _on_words(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.text for word in EXPECTED):
            self.faults.append(f"console: {message.text}")

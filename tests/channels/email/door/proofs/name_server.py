"""A name server of a test's own, on a real socket."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = Mapping[str, Sequence[str]]
"""`{"name TYPE": [values]}`; `SERVFAIL` as a value is said instead, and `SILENCE` leaves a question without an answer."""


class NameServer:
    """Answers from a zone, and remembers what it was asked."""

    def __init__(self, zone: Zone) -> None:
        self.asked: list[str] = []
        self._zone = {name.lower(): values for name, values in zone.items()}
        self._names = {name.partition(" ")[0] for name in self._zone}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._socket.getsockname()
        self._thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        while True:
            question, sender = self._socket.recvfrom(65_535)
            if not question:
                return
            if answer := self._answer(dns.message.from_wire(question)):
                self._socket.sendto(answer.to_wire(max_size=65_535), sender)

    def _answer(self, question: dns.message.Message) -> dns.message.Message | None:
        name, kind = question.question[0].name, question.question[0].rdtype
        plain = str(name).rstrip(".").lower()
        self.asked.append(f"{plain} {kind.name}")
        values = self._zone.get(f"{plain} {kind.name}".lower(), ())
        if "SILENCE" in values or "SILENCE" in self._zone.get("*", ()):
            return None
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        if "SERVFAIL" in values:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif values:
            told = [_quoted(value) if kind == dns.rdatatype.TXT else value for value in values]
            answer.answer.append(
                dns.rrset.from_text_list(name, 300, "IN", kind.name, told, origin=dns.name.root, relativize=False)
            )
        elif not any(one == plain or one.endswith(f".{plain}") for one in self._names):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._socket.sendto(b"", self.address)
        self._thread.join()
        self._socket.close()


def _quoted(text: str) -> str:
    """A TXT record is of strings of at most 255 bytes."""
    return " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))


@contextlib.contextmanager
def answering(zone: Zone) -> Iterator[NameServer]:
    """A name server that answers from this zone."""
    server = NameServer(zone)
    server.start()
    try:
        yield server
    finally:
        server.stop()

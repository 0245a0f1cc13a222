"""A real SMTP server for tests, with a memory of what it took and answers one can choose."""

import asyncio
import socket
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller


def free_port():
    """Find a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PostOffice:
    """Takes mail on a free port of this machine.

    ``answers`` are given to the next recipients in turn, ``to_data`` to the next contents; after them everything is
    taken. ``taken`` holds (Message-ID, address, message) in the order of arrival, again for every copy; ``lines`` the
    ports that called. It thinks for ``seconds`` before it takes a mail, and as long again before it says so.
    """

    def __init__(self, seconds=0.0):
        self.seconds = seconds
        self.answers, self.to_data, self.taken = [], [], []
        self.lines = set()
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, server_hostname="post.example.org")

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  the library's name
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the library's name
        answer = self.to_data.pop(0) if self.to_data else "250 taken"
        self.lines.add(session.peer[1])
        await asyncio.sleep(self.seconds)
        message = message_from_bytes(envelope.content, policy=default)
        if answer.startswith("250") or answer == "":
            self.taken += [(message["Message-ID"], address, message) for address in envelope.rcpt_tos]
        await asyncio.sleep(self.seconds)
        if answer == "":
            # Taken, and the line breaks before the answer arrives.
            server.transport.abort()
        return answer

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *problem):
        self.controller.stop()

"""The broker of the embedded mode: Celery's transport over files, made safe for several processes.

As it comes, a reader can take a message that its writer has only just opened: the message is lost, and the empty file
ends the worker that took it. Here a message appears under its name only when it is whole, and one reader gets it.
"""

import contextlib
import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        try:
            draft = _draft(folder, dumps(payload))
            # The time in front keeps messages in their order.
            draft.rename(folder / f"{time.time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg")
        except OSError as problem:
            raise ChannelError(f"Cannot add a message to {folder}") from problem

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            path = Path(self.data_folder_in, name)
            try:
                payload = path.read_text()
                # Whoever removes the file has the message; the others look for the next.
                path.unlink()
            except FileNotFoundError:
                continue
            return loads(payload)
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        table = self._exchange_file(exchange)
        if not table.exists():
            self.control_folder.mkdir(exist_ok=True)
            draft = _draft(self.control_folder, "[]")
            with contextlib.suppress(FileExistsError):
                os.link(draft, table)
            draft.unlink()
        super()._queue_bind(exchange, routing_key, pattern, queue)


def _draft(folder: Path, content: str) -> Path:
    draft = folder / f"{uuid.uuid4().hex}.draft"
    draft.write_text(content)
    return draft


class Transport(filesystem.Transport):
    Channel = Channel


def use_whole_files() -> None:
    """Have ``filesystem://`` mean this transport."""
    TRANSPORT_ALIASES["filesystem"] = "psp.broker:Transport"

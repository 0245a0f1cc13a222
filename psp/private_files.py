"""What the embedded mode keeps on this machine is read by nobody but the account it runs as.

Mails hold links that open accounts, and the database holds everything; other people may have accounts on the machine.
"""

import contextlib
import os
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
OTHERS = 0o077


def keep_private(folder: Path, *names: str) -> None:
    """Make the folders of these names, and let this process and those it starts write for its own account alone.

    Those folders, and the files right in ``folder``, are closed to others where an earlier version left them open. What
    belongs to another account stays as it is.
    """
    os.umask(OTHERS)
    for name in names:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for path in (*(folder / name for name in names), *folder.iterdir()):
        # Web, worker and beat start together, and SQLite removes files of its own.
        with contextlib.suppress(FileNotFoundError, PermissionError):
            mode = path.stat().st_mode & 0o777
            if (
                mode & OTHERS
                and not path.is_symlink()
                and (path.is_file() or path.relative_to(folder).as_posix() in names)
            ):
                path.chmod(mode & ~OTHERS)

"""What of this slice is verified: each file of a register against its hash."""

from partnerships.register.models import RegisterImport
from psp.core.stored_files import files_of

files_of(RegisterImport, "file")

"""What of this slice is verified: each version of a document against its hash."""

from partnerships.documents.models import DocumentVersion
from psp.core.stored_files import files_of

files_of(DocumentVersion, "file")

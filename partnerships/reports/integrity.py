"""What of this slice is verified: each report against its hash, a sealed one opened first."""

from partnerships.reports.models import Report
from psp.core.stored_files import files_of

files_of(Report, "file", is_sealed=lambda report: report.is_sealed)

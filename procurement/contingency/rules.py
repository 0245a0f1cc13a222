"""Who reads and writes a contingency plan: the organisation's own people, and nobody else at all."""

from partnerships.public import belongs_to_organisation

__all__ = ["is_own"]

is_own = belongs_to_organisation

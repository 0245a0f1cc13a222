"""Who may amend what was published. Who may publish: the rules of tenders."""

from rules import add_perm

from procurement.tenders.rules import can_prepare

add_perm("procurement.amend_tender", can_prepare)

"""The lists the directory is searched by: services, client groups and areas. Administrators keep them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Term(models.Model):
    """One entry of a list. ``code`` finds it again after its name was changed; "" for entries people added."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    code = models.CharField(_("code"), max_length=40, blank=True)

    class Meta:
        abstract = True
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_%(class)s_of_a_code")]

    def __str__(self):
        return self.name


class Service(Term):
    class Meta(Term.Meta):
        verbose_name = _("service")


class ClientGroup(Term):
    class Meta(Term.Meta):
        verbose_name = _("client group")


class Area(Term):
    """A council area, its code the one statistics use (``S12…``), or a smaller place people search by."""

    class Meta(Term.Meta):
        verbose_name = _("area")

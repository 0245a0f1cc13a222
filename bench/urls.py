"""The product's addresses, and beside them a view as bare as Django lets it be, to hold the pages against."""

from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.views.generic import ListView

from partnerships.models import Partnership
from psp.core.access import Public
from psp.urls import urlpatterns as of_the_product

ROWS = 25
TABLE = engines["django"].from_string("""<!doctype html><html lang="en"><title>Partnerships</title><h1>Partnerships</h1><table>
{% for row in object_list %}<tr><th><a href="{{ row.get_absolute_url }}">{{ row.name }}</a></th><td>{{ row.get_state_display }}</td>
<td>{{ row.purchasing_council.name }}</td></tr>{% endfor %}</table></html>""")


class Bare(Public, ListView):
    """Twenty-five partnerships in a plain table: Django's own list view behind the product's own middleware."""

    queryset = Partnership.objects.select_related("purchasing_council").order_by("name")[:ROWS]

    def get_queryset(self):
        # Whoever asks is looked up, as on every page.
        return super().get_queryset().all() if self.request.user.is_authenticated else Partnership.objects.none()

    def render_to_response(self, context, **response_kwargs):
        return HttpResponse(TABLE.render(context, self.request))


urlpatterns = [path("bare/", Bare.as_view(), name="bare"), *of_the_product]

"""Follows the links of pages, to find those that lead to a refusal."""

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

# More pages of one kind in one place say nothing new.
OF_A_KIND = 2
PLACES = ("partnership", "tender", "study", "kind")


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "a" and (address := dict(attrs).get("href")):
            self.found.append(address)


def links_of(answer, path):
    """List the addresses of this site a page links to, without their fragments."""
    reader = _Links()
    reader.feed(answer.content.decode())
    found = [urlsplit(urljoin(path, address)) for address in reader.found]
    return [
        parts.path + (f"?{parts.query}" if parts.query else "") for parts in found if not parts.scheme + parts.netloc
    ]


def refused_links(client, start, *, within="/"):
    """Go from page to page beneath an address; return each link that leads to a refusal as "403 /address/ on /page/".

    Of pages of one kind about the same partnership, tender or study two are opened.
    """
    seen, opened, refused, waiting = {start}, Counter(), [], [(start, "")]
    while waiting:
        address, page = waiting.pop(0)
        path = address.partition("?")[0]
        kind = _kind_of(path)
        opened[kind] += 1
        if kind is None or opened[kind] > OF_A_KIND:
            continue
        answer = client.get(address)
        if answer.status_code >= 400:
            refused.append(f"{answer.status_code} {address} on {page}")
        if answer.streaming:
            # Read to its end: closed before that, it would close the connection of the test too.
            for _part in answer.streaming_content:
                pass
            continue
        if answer.status_code != 200 or not path.startswith(within) or "html" not in answer.get("Content-Type", ""):
            continue
        for link in links_of(answer, path):
            if link not in seen:
                seen.add(link)
                waiting.append((link, address))
    return refused


def _kind_of(path):
    """Name a page by its route and the place it is about; None for what is no page of ours."""
    try:
        match = resolve(path)
    except Resolver404:
        return None if path.startswith(("/static/", "/admin/")) else (path,)
    return None if match.namespace == "admin" else (match.view_name, *(match.kwargs.get(name) for name in PLACES))

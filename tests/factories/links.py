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


def refused_links(client, pages, *, within="/", known=None):
    """Follow the links of pages, and of what they lead to, within an address; return each that leads to a refusal.

    ``pages`` are addresses with their links, ``known`` maps addresses to the status they are known to answer with. Of other pages
    of one kind about the same partnership, tender or study two are opened. A refusal is said as "403 /address/ on /page/".
    """
    known = known or {}
    waiting = [(link, page) for page, links in pages for link in links]
    opened, seen, refused = Counter(), set(), []
    while waiting:
        address, page = waiting.pop(0)
        path = address.partition("?")[0]
        if address in seen or not path.startswith(within):
            continue
        seen.add(address)
        status, links = known.get(address), []
        if status is None:
            kind = _kind_of(path)
            opened[kind] += 1
            if kind is None or opened[kind] > OF_A_KIND:
                continue
            answer = client.get(address)
            status, links = answer.status_code, links_on(answer, path)
        if status >= 400:
            refused.append(f"{status} {address} on {page}")
        waiting += [(link, address) for link in links]
    return refused


def links_on(answer, path):
    """List what a page links to; nothing for a file, which is read to its end."""
    if answer.streaming:
        # Closed before its end it would close the connection of the test too.
        for _part in answer.streaming_content:
            pass
        return []
    is_page = answer.status_code == 200 and "html" in answer.get("Content-Type", "")
    return links_of(answer, path) if is_page else []


def _kind_of(path):
    """Name a page by its route and the place it is about; None for what is no page of ours."""
    try:
        match = resolve(path)
    except Resolver404:
        return None if path.startswith(("/static/", "/admin/")) else (path,)
    return None if match.namespace == "admin" else (match.view_name, *(match.kwargs.get(name) for name in PLACES))

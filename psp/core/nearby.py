"""Whether a request comes from this very machine: what demonstration mode opens is open to nobody else.

A mistake in a setting, or a proxy in front, must not hand one-click sign-in to the network.
"""

import ipaddress

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port

# What proxies add; a request that has one of these is treated as one of a proxy.
OF_PROXIES = ("HTTP_FORWARDED", "HTTP_X_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA", "HTTP_CF_", "HTTP_TRUE_CLIENT_IP")


def is_nearby(request: HttpRequest) -> bool:
    """Say whether somebody at this machine asks: from a loopback address, by a name of the machine, with no proxy between."""
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return False
    if any(name.startswith(OF_PROXIES) for name in request.META):
        return False
    # Proxies that add nothing often speak the older protocol; no browser does.
    if request.META.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return False
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and _is_own_name(request)


def is_demo_here(request: HttpRequest) -> bool:
    """Say whether demonstration mode holds for a request: one-click sign-in, and no second factor."""
    return bool(settings.DEMO_MODE) and is_nearby(request)


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def _is_own_name(request: HttpRequest) -> bool:
    """A name without a domain or a loopback address: no public service has one."""
    try:
        host = split_domain_port(request.get_host())[0].strip("[]")
    except DisallowedHost:
        return False
    return ("." not in host.removesuffix(".localhost") and ":" not in host) or _is_loopback(host)

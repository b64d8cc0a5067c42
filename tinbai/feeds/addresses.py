"""Which addresses are connected to: public ones, and those the settings allow. What is checked is what is connected to.

An address that only leads to another one (IPv4 inside IPv6: mapped, 6to4, Teredo, NAT64) counts as that one.
"""

import socket
import threading
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from tinbai.feeds.trouble import NO_HOST, NOT_PUBLIC, SILENT, FetchTrouble

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA's registries of special addresses, in full: what `is_global` says has changed with the patches of Python.
_SPECIAL = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/3", "168.63.129.16/32", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
        "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_NAT64 = ip_network("64:ff9b::/96")


def reachable(host: str, port: int, allowed: Sequence[Network], within: float) -> list[str]:
    """The addresses of a host, each of which may be connected to. `within`: seconds the look-up may take.

    Raises FetchTrouble when one may not be connected to, when there is none, and when nobody answers in time.
    """
    addresses = _looked_up(host, port, within)
    for address in addresses:
        if not is_open(ip_address(address.partition("%")[0]), allowed):
            raise FetchTrouble(NOT_PUBLIC, address, final=True)
    if not addresses:
        raise FetchTrouble(NO_HOST, host)
    return addresses


def _looked_up(host: str, port: int, within: float) -> list[str]:
    """In a thread of its own, because the system's look-up knows no limit of time; it ends by itself some time."""
    found: list[list[str] | Exception] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.append(list(dict.fromkeys(str(one[4][0]) for one in answers)))
        except (OSError, UnicodeError) as error:
            found.append(error)

    asking = threading.Thread(target=ask, name=f"look-up {host[:40]}", daemon=True)
    asking.start()
    asking.join(within)
    if not found:
        raise FetchTrouble(SILENT, "look-up")
    if isinstance(found[0], Exception):
        raise FetchTrouble(NO_HOST, str(found[0])) from found[0]
    return found[0]


def is_open(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether it may be connected to."""
    inner = _inner(address)
    if any(one in network for one in {address, inner} for network in allowed):
        return True
    return not any(one in network for one in {address, inner} for network in _SPECIAL) and inner.is_global


def _inner(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (0, address))[1]

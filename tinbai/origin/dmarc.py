"""DMARC: what a domain asks of mail in its name, and which other domains may speak for it.

Organisational domains are found by walking up the tree (draft-ietf-dmarc-dmarcbis 4.10), not by a list of public
suffixes, which would have to be kept fresh.
"""

from dataclasses import dataclass
from typing import Literal

from tinbai.origin.dkim import tags_of
from tinbai.origin.resolver import Resolver

_MOST_STEPS = 8
# second labels of countries under which anybody may have a name; no record there makes neighbours of one house
_COMMON = frozenset({"ac", "biz", "co", "com", "edu", "go", "gov", "health", "id", "info", "int", "io", "name", "net"})
_COMMON_MORE = frozenset({"or", "org", "pro"})


@dataclass(frozen=True, slots=True)
class Policy:
    """`house`: the domain under which all names belong together; policy: for the domain that was asked about."""

    house: str
    policy: Literal["none", "quarantine", "reject"]
    strict_dkim: bool = False
    strict_spf: bool = False


def policy_of(resolver: Resolver, domain: str) -> Policy | None:
    """None where the domain says nothing. Raises NoAnswer."""
    found: Policy | None = None
    for name in _upwards(domain):
        records = [tags for text in resolver.txt(f"_dmarc.{name}") if (tags := tags_of(text)).get("v") == "DMARC1"]
        if len(records) != 1:
            continue
        tags = records[0]
        if tags.get("psd") == "y" and name != domain:
            break
        found = _policy(tags, name, domain) if found is None else Policy(name, *_rest(found))
        if tags.get("psd") == "n":
            break
    return found


def is_aligned(domain: str, author: str, policy: Policy | None, *, strict: bool = False) -> bool:
    """Whether the domain may speak for the author's: it is the same, one above it, or of the same house.

    One above controls all names below it in DNS, so it may without a record too.
    """
    domain, author = domain.lower().rstrip("."), author.lower().rstrip(".")
    if domain == author:
        return True
    if strict or "." not in domain or _is_common(domain):
        return False
    if author.endswith(f".{domain}"):
        return True
    return policy is not None and _is_within(domain, policy.house) and _is_within(author, policy.house)


def _is_within(domain: str, house: str) -> bool:
    return domain == house or domain.endswith(f".{house}")


def _policy(tags: dict[str, str], name: str, domain: str) -> Policy:
    asked = tags.get("sp", tags.get("p", "none")) if name != domain else tags.get("p", "none")
    policy: Literal["none", "quarantine", "reject"] = "none"
    if asked.lower() == "reject":
        policy = "reject"
    elif asked.lower() == "quarantine":
        policy = "quarantine"
    return Policy(name, policy, tags.get("adkim", "r").lower() == "s", tags.get("aspf", "r").lower() == "s")


def _rest(policy: Policy) -> tuple[Literal["none", "quarantine", "reject"], bool, bool]:
    return policy.policy, policy.strict_dkim, policy.strict_spf


def _upwards(domain: str) -> list[str]:
    """The domain and those above it, at most eight, no top-level and no common suffix."""
    labels = domain.lower().rstrip(".").split(".")
    names = [".".join(labels[at:]) for at in range(len(labels) - 1)]
    if len(names) > _MOST_STEPS:
        names = [names[0], *names[-(_MOST_STEPS - 1) :]]
    return [name for name in names if name == domain or not _is_common(name)]


def _is_common(name: str) -> bool:
    first, _, country = name.partition(".")
    return len(country) == 2 and first in _COMMON | _COMMON_MORE

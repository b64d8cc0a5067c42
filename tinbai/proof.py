"""Whether a mail comes from whom it names: what was looked at, how it came out, and why."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["pass", "fail", "none", "unknown"]
Method = Literal["spf", "dkim", "dmarc", "arc"]
Why = Literal[
    "signed",  # pass: a signature of the sender's domain
    "sent-from-there",  # pass: a server of the sender's domain handed it over
    "said-so",  # pass or fail: the border says so of DMARC
    "mark",  # pass: it answers with a mark that only this address was sent
    "own-page",  # pass: written on the contributor's own page
    "not-from-there",  # fail: the sender's domain names its servers, and this was none of them
    "policy",  # fail: the sender's domain wants a proof with every mail, and there is none
    "several-froms",  # fail: its header names several senders, of which programs show one or the other
    "not-signed",  # none: the sender's domain proves nothing
    "broken",  # none: changed on its way, or signed by somebody else
    "no-domain",  # none: its sender has no address
    "nobody-looked",  # none: from an archive, or switched off
    "dns",  # unknown: the network did not answer
]


@dataclass(frozen=True, slots=True)
class Check:
    """One method for one domain; `reason`: the method's own word, e.g. softfail, body-hash."""

    method: Method
    outcome: Outcome
    domain: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What all checks together say of the address in From. `by`: whose checks they are."""

    outcome: Outcome
    why: Why
    by: Literal["border", "here", "nobody"] = "here"
    checks: tuple[Check, ...] = ()

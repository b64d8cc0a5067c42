"""All that can be known of a mail's sender becomes one Proof: the border's word where there is one, else our look."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tinbai.origin import spf
from tinbai.origin.dkim import Verifier, signatures, tags_of
from tinbai.origin.dmarc import Policy, is_aligned, policy_of
from tinbai.origin.header import Message
from tinbai.origin.resolver import NoAnswer, Resolver
from tinbai.origin.results import Result, believed, of_method
from tinbai.origin.spf import Envelope
from tinbai.proof import Check, Outcome, Proof

_OF_BORDER: dict[str, Outcome] = {
    "pass": "pass", "bestguesspass": "pass", "fail": "fail", "hardfail": "fail", "softfail": "fail",
    "temperror": "unknown", "none": "none", "neutral": "none", "permerror": "none", "policy": "fail",
}  # fmt: skip
_SPF: dict[spf.Said, Outcome] = {"pass": "pass", "fail": "fail", "softfail": "fail", "temperror": "unknown"}


@dataclass(frozen=True, slots=True)
class Came:
    """How the mail reached us. envelope: by whose hand, None where we only read a mailbox or a server of ours stands
    between. border: authserv-id of the server whose word is taken, "" for none."""

    author: str
    envelope: Envelope | None = None
    border: str = ""


def prove(message: Message, came: Came, resolver: Resolver, now: datetime) -> Proof:
    """Never raises. Asks DNS only where an answer could prove something."""
    author = came.author.rpartition("@")[2].lower().rstrip(".")
    if not author or "@" not in came.author:
        return Proof("none", "no-domain")
    if len(message.named("from")) > 1:
        return Proof("fail", "several-froms")
    said = believed(message, came.border) if came.border else None
    if said is not None and (proof := _of_border(said, author)):
        return proof
    return _own(message, came.envelope, author, resolver, now)


# --- The border's word ---------------------------------------------------------------------------------------------


def _of_border(said: Sequence[Result], author: str) -> Proof | None:
    """None where it says nothing of the author's domain."""
    checks = tuple(_checks_of(said))
    for one in of_method(said, "dmarc"):
        outcome = _OF_BORDER.get(one.result, "none")
        if one.domain("header.from") in ("", author) and outcome in ("pass", "fail"):
            return Proof(outcome, "said-so", "border", checks)
    signed = [one for one in of_method(said, "dkim") if is_aligned(one.domain("header.d", "header.i"), author, None)]
    sent = [one for one in of_method(said, "spf") if is_aligned(one.domain("smtp.mailfrom"), author, None)]
    if any(one.result == "pass" for one in signed):
        return Proof("pass", "signed", "border", checks)
    if any(one.result == "pass" for one in sent):
        return Proof("pass", "sent-from-there", "border", checks)
    if any(one.result == "temperror" for one in said):
        return Proof("unknown", "dns", "border", checks)
    if any(one.result in ("fail", "hardfail") for one in sent):
        return Proof("fail", "not-from-there", "border", checks)
    if of_method(said, "dkim") or of_method(said, "spf") or of_method(said, "dmarc"):
        return Proof("none", "broken" if signed else "not-signed", "border", checks)
    return None


def _checks_of(said: Sequence[Result]) -> Iterator[Check]:
    for one in said:
        if one.method in ("spf", "dkim", "dmarc", "arc"):
            domain = one.domain("header.d", "header.i", "smtp.mailfrom", "header.from", "smtp.helo")
            yield Check(one.method, _OF_BORDER.get(one.result, "none"), domain[:253], one.result)  # type: ignore[arg-type]


# --- Our own look --------------------------------------------------------------------------------------------------


def _own(message: Message, envelope: Envelope | None, author: str, resolver: Resolver, now: datetime) -> Proof:
    may_speak = _speakers(author)
    has_signature = any(may_speak(one.domain) for one in signatures(message))
    if envelope is None and not has_signature:
        return Proof("none", "not-signed", checks=_arc(message))
    try:
        policy = policy_of(resolver, author)
    except NoAnswer:
        return Proof("unknown", "dns", checks=_arc(message))
    signed = list(Verifier(message, resolver, now).checks(may_speak))
    sent = _sent(envelope, resolver) if envelope else None
    checks = (*signed, *((sent,) if sent else ()), *_arc(message))
    return _judged(author, policy, signed, sent, checks)


def _judged(
    author: str, policy: Policy | None, signed: Sequence[Check], sent: Check | None, checks: tuple[Check, ...]
) -> Proof:
    strict_dkim, strict_spf = (policy.strict_dkim, policy.strict_spf) if policy else (False, False)
    ours = [one for one in signed if is_aligned(one.domain, author, policy, strict=strict_dkim)]
    its = sent if sent and is_aligned(sent.domain, author, policy, strict=strict_spf) else None
    if any(one.outcome == "pass" for one in ours):
        return Proof("pass", "signed", checks=checks)
    if its and its.outcome == "pass":
        return Proof("pass", "sent-from-there", checks=checks)
    if any(one.outcome == "unknown" for one in (*ours, *((sent,) if sent else ()))):
        return Proof("unknown", "dns", checks=checks)
    if sent and policy:  # both ways were open, and neither was taken
        noted = Check("dmarc", "fail", policy.house, policy.policy)
        return Proof("fail", "policy", checks=(*checks, noted))
    if its and its.reason == "fail":
        return Proof("fail", "not-from-there", checks=checks)
    return Proof("none", "broken" if any(one.outcome == "fail" for one in ours) else "not-signed", checks=checks)


def _speakers(author: str) -> Callable[[str], bool]:
    """Domains whose signature may prove something, before it is known what DMARC says: above the author's, or of one
    house with it, if the last two labels are the same."""
    house = ".".join(author.split(".")[-2:])

    def may_speak(domain: str) -> bool:
        return is_aligned(domain, author, None) or domain.endswith(f".{house}") or domain == house

    return may_speak


def _sent(envelope: Envelope, resolver: Resolver) -> Check:
    said = spf.check_host(envelope, resolver)
    return Check("spf", _SPF.get(said, "none"), envelope.domain.lower()[:253], said)


def _arc(message: Message) -> tuple[Check, ...]:
    """That forwarders sealed the mail is noted; whom they are to be believed is nobody's to say here."""
    sealed = message.named("arc-seal")
    if not sealed:
        return ()
    return (Check("arc", "unknown", tags_of(sealed[0].value).get("d", "").lower()[:253], "not-verified"),)

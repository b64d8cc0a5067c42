"""OAuth2 (RFC 6749, 7636, 8628): how a person lets us into his mailbox, and how that is kept alive."""

import base64
import hashlib
import json
import secrets
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tinbai.credentials import SignIn
from tinbai.errors import TinbaiError, TryLater

NO_ANSWER = "The sign-in service of the mail provider does not answer."
REFUSED = "The mail provider does not let us in any more; please sign in anew."
NOT_YET = "Nobody has entered the code yet."
TOO_LATE = "The code has run out; please begin again."
SENTENCES = (NO_ANSWER, REFUSED, NOT_YET, TOO_LATE)
BACK = "http://127.0.0.1/"  # nobody listens there: the address stands in the browser and is copied from it
CODE_LASTS = timedelta(minutes=30)  # for a person who is sent to the provider and comes back
_WITHIN = 20.0  # seconds
_MOST = 1 << 20  # octets of an answer
_LEAST_LIFE = timedelta(seconds=60)


class Refusal(TinbaiError):
    """The provider says no; only a person can mend that. `code`: its own word, e.g. invalid_grant."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message, self.code = message, code


class NotYet(TinbaiError):
    """The person has not entered the code; to be asked again after a while."""


class TooOften(NotYet):
    """Nor will he be known sooner by asking so often: MORE seconds more between two questions from now on."""

    MORE = 5.0  # RFC 8628 3.5


@dataclass(frozen=True, slots=True)
class Tokens:
    """`ends`: when the access token does; `refresh_ends`: None where the provider does not say."""

    access: str
    refresh: str
    ends: datetime
    refresh_ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What a person types at `address`, on any device; `device` is ours alone."""

    device: str
    code: str
    address: str
    ends: datetime
    every: float  # seconds between two questions


@dataclass(frozen=True, slots=True)
class Asked:
    """An authorisation a person is sent to: `address`, and what proves afterwards that it was we who asked."""

    address: str
    state: str
    verifier: str


def device_code(service: SignIn, now: datetime) -> DeviceCode:
    """Raises TryLater, Refusal."""
    answer = _posted(service, service.endpoint("device"), {"scope": service.asked_scope})
    address = str(answer.get("verification_uri") or answer.get("verification_url") or "")
    ends = now + timedelta(seconds=_number(answer, "expires_in", 900))
    return DeviceCode(_text(answer, "device_code"), _text(answer, "user_code"), address, ends,
                      _number(answer, "interval", 5))  # fmt: skip


def device_tokens(service: SignIn, device: str, now: datetime) -> Tokens:
    """Raises NotYet, Refusal, TryLater."""
    asked = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": device}
    return _tokens(_posted(service, service.endpoint("token"), asked), "", now)


def authorisation(service: SignIn, user: str, back: str) -> Asked:
    """Where to send the person, who comes back to `back` with a code (PKCE, S256)."""
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    fields = {
        "client_id": service.client_id, "response_type": "code", "redirect_uri": back, "scope": service.asked_scope,
        "state": state, "code_challenge": challenge, "code_challenge_method": "S256", "login_hint": user,
        "access_type": "offline", "prompt": "consent",
    }  # fmt: skip
    return Asked(f"{service.endpoint('authorize')}?{urllib.parse.urlencode(fields)}", state, verifier)


def code_tokens(service: SignIn, asked: Asked, back: str, came: str, now: datetime) -> Tokens:
    """`came`: the address the person came back to. Raises Refusal (also when we did not ask), TryLater."""
    try:
        fields = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(came).query))
    except ValueError:  # "http://[x": pasted by hand
        raise Refusal(REFUSED, "address") from None
    if not secrets.compare_digest(fields.get("state", "").encode(), asked.state.encode()) or not fields.get("code"):
        raise Refusal(REFUSED, fields.get("error", "state"))
    posted = {
        "grant_type": "authorization_code", "code": fields["code"], "redirect_uri": back,
        "code_verifier": asked.verifier,
    }  # fmt: skip
    try:
        return _tokens(_posted(service, service.endpoint("token"), posted), "", now)
    except NotYet:  # an answer of the other flow
        raise Refusal(REFUSED, "authorization_pending") from None


def renewed(service: SignIn, refresh: str, now: datetime) -> Tokens:
    """A new access token; the provider may give a new refresh token too. Raises Refusal, TryLater."""
    posted = {"grant_type": "refresh_token", "refresh_token": refresh, "scope": service.asked_scope}
    try:
        return _tokens(_posted(service, service.endpoint("token"), posted), refresh, now)
    except NotYet as error:  # an answer of the first flow says nothing about the grant
        raise TryLater(NO_ANSWER) from error


def _tokens(answer: Mapping[str, Any], refresh: str, now: datetime) -> Tokens:
    life = max(timedelta(seconds=_number(answer, "expires_in", 3600)), _LEAST_LIFE)
    of_refresh = _number(answer, "refresh_token_expires_in", 0)
    access, refresh = _text(answer, "access_token"), str(answer.get("refresh_token") or refresh)
    if not refresh:
        raise Refusal(REFUSED, "no_refresh_token")
    ends = now + timedelta(seconds=of_refresh) if of_refresh else None
    return Tokens(access, refresh, now + life, ends)


def _posted(service: SignIn, address: str, fields: Mapping[str, str]) -> Mapping[str, Any]:
    known = {"client_id": service.client_id} | ({"client_secret": secret} if (secret := service.secret()) else {})
    body = urllib.parse.urlencode({**known, **fields}).encode()
    request = urllib.request.Request(address, body, {"Accept": "application/json"})
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.HTTPSHandler(context=_context(service)))
    try:
        with opener.open(request, timeout=_WITHIN) as response:
            return _read(response.read(_MOST))
    except urllib.error.HTTPError as error:
        with error:
            _refuse(error.code, error.read(_MOST))
    except (OSError, ValueError) as error:
        raise TryLater(NO_ANSWER) from error
    raise TryLater(NO_ANSWER)


def _refuse(status: int, body: bytes) -> None:
    """Raises what the answer means (RFC 6749 5.2, 8628 3.5)."""
    try:
        code = str(_read(body).get("error", ""))
    except ValueError:
        code = ""
    if code == "slow_down":
        raise TooOften(NOT_YET)
    if code == "authorization_pending":
        raise NotYet(NOT_YET)
    if code == "expired_token":
        raise Refusal(TOO_LATE, code)
    if 400 <= status < 500 and status != 429 and code and code not in ("temporarily_unavailable", "server_error"):
        raise Refusal(REFUSED, code[:60])
    raise TryLater(NO_ANSWER)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Secrets are sent where the settings say and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _context(service: SignIn) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(service.ca_file) if service.ca_file else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _read(body: bytes) -> Mapping[str, Any]:
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _text(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise TryLater(NO_ANSWER)
    return value


def _number(answer: Mapping[str, Any], name: str, default: float) -> float:
    value = answer.get(name, default)
    return (
        float(value) if isinstance(value, int | float | str) and str(value).replace(".", "", 1).isdecimal() else default
    )

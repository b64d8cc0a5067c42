"""Access tokens of mailboxes: kept shut, renewed before they end, one process at a time; and what to tell when not."""

import json
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from tinbai import vault
from tinbai.app import App
from tinbai.credentials import Secret, SignIn
from tinbai.errors import BadSettings
from tinbai.oauth import flow
from tinbai.oauth.flow import Refusal, Tokens
from tinbai.store import grants
from tinbai.store.database import serialise
from tinbai.store.grants import Grant

log = structlog.get_logger("signing-in")

TOKENS = "oauth tokens"  # what shut ones serve for
NOT_SIGNED_IN = "Nobody has signed in to this mailbox yet."
SOON = "The permission to read this mailbox ends soon; please sign in anew."
SENTENCES = (NOT_SIGNED_IN, SOON)
_EARLY = timedelta(minutes=5)  # before its end a token is renewed
_WARNED = timedelta(days=7)

S = TypeVar("S", bound=Secret)


def able(app: App, who: S) -> S:
    """The same with its way to a token, where the settings say that it signs in so."""
    return who.with_token(partial(token, app, who.sign_in, who.user)) if who.sign_in else who


def service_of(app: App, name: str) -> SignIn:
    found = next((one for one in app.settings.sign_ins if one.name == name), None)
    if found is None:
        raise BadSettings(f"sign_in: {name} is none of sign_ins")
    return found


def keep(app: App, service: str, account: str, tokens: Tokens) -> None:
    """What a person has granted."""
    with app.database.write() as tx:
        grants.put(tx, _shut(app, service, account, tokens, app.now()))
    log.info("signed in", action="sign-in", service=service)


def token(app: App, service: str, account: str) -> str:
    """An access token that is valid for some minutes. Raises BadSettings (a person has to sign in), TryLater.

    Of several that need a new one at once one asks the provider and the others find it: a second use of a refresh
    token may end them all.
    """
    with app.database.read() as tx:
        found = grants.get(tx, service, account)
    if found and found.refused_at is None and app.now() < found.ends - _EARLY:
        return _open(app, found).access
    with app.database.write() as tx:
        serialise(tx, f"grant {service} {account.lower()}")
        found = grants.get(tx, service, account)
        if found is None:
            raise BadSettings(NOT_SIGNED_IN)
        if found.refused_at:
            raise BadSettings(flow.REFUSED)
        if app.now() < found.ends - _EARLY:
            return _open(app, found).access
        refused = _renew(app, found)
        if isinstance(refused, Grant):
            grants.put(tx, refused)
            return _open(app, refused).access
        grants.refuse(tx, service, account, refused, app.now())
    log.warning("sign-in refused", action="sign-in", service=service, code=refused)
    raise BadSettings(flow.REFUSED)


def _renew(app: App, found: Grant) -> Grant | str:
    """The grant with new tokens, or the provider's reason for none."""
    old = _open(app, found)
    try:
        tokens = flow.renewed(service_of(app, found.service), old.refresh, app.now())
    except Refusal as refusal:
        return refusal.code
    kept = tokens.refresh_ends or (found.refresh_ends if tokens.refresh == old.refresh else None)
    made = Tokens(tokens.access, tokens.refresh, tokens.ends, kept)
    return _shut(app, found.service, found.account, made, found.granted_at)


def remark(app: App, service: str, account: str) -> str | None:
    """A sentence (msgid) for the health page while all works, if there is something to be told."""
    with app.database.read() as tx:
        found = grants.get(tx, service, account)
    if found is None:
        return NOT_SIGNED_IN
    if found.refused_at:
        return flow.REFUSED
    return SOON if found.refresh_ends and found.refresh_ends - app.now() < _WARNED else None


def _shut(app: App, service: str, account: str, tokens: Tokens, at: datetime) -> Grant:
    words = json.dumps([tokens.access, tokens.refresh])
    secret = vault.shut(app.keys.keys, TOKENS, words)
    return Grant(service, account.lower(), secret, tokens.ends, tokens.refresh_ends, at)


def _open(app: App, grant: Grant) -> Tokens:
    access, refresh = json.loads(vault.opened(app.keys.keys, TOKENS, grant.secret))
    return Tokens(access, refresh, grant.ends, grant.refresh_ends)

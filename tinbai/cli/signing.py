"""`tinbai signin`: let Tinbai into a mailbox of Microsoft 365 or Gmail, without a password."""

import time

import click

from tinbai import signing_in
from tinbai.app import App
from tinbai.cli.context import Given, given, language_of
from tinbai.credentials import Secret, SignIn
from tinbai.errors import TinbaiError, TryLater
from tinbai.i18n import Language, text
from tinbai.oauth import flow
from tinbai.oauth.flow import NotYet, Tokens


@click.command("signin")
@click.argument("mailbox")
@click.option("--browser", is_flag=True, help="Sign in with a browser on this machine instead of by a code.")
@given
def sign_in(given: Given, mailbox: str, browser: bool) -> None:
    """Sign in to a mailbox named in the settings, or to a server for letters out: smtp_out, smtp_out.OUTLET,
    smtp_out.mailboxes.MAILBOX."""
    with given.app() as app:
        language = language_of(app.settings)
        who = _named(app, mailbox)
        service = signing_in.service_of(app, who.sign_in)
        try:
            tokens = _by_browser(app, service, who, language) if browser else _by_code(app, service, language)
        except (flow.Refusal, TryLater) as error:
            raise TinbaiError(text(language, str(error))) from None
        signing_in.keep(app, service.name, who.user, tokens)
        click.echo(text(language, "Signed in: {user}", user=who.user), err=True)


def _named(app: App, name: str) -> Secret:
    boxes: dict[str, Secret] = {box.name: box for box in app.settings.mailboxes}
    found = (boxes | app.settings.ways()).get(name)
    if found is None or not found.sign_in:
        able = [one for one, box in boxes.items() if box.sign_in]
        raise click.UsageError(f"{name}: no mailbox with sign_in, there is {', '.join(able) or 'none'}")
    return found


def _by_code(app: App, service: SignIn, language: Language) -> Tokens:
    asked = flow.device_code(service, app.now())
    said = "Open {address} on any device, sign in as the mailbox and enter the code {code}. Waiting …"
    click.echo(text(language, said, address=asked.address, code=asked.code), err=True)
    every = asked.every
    while app.now() < asked.ends:
        time.sleep(every)
        try:
            return flow.device_tokens(service, asked.device, app.now())
        except flow.TooOften:
            every += flow.TooOften.MORE
        except NotYet:
            continue
    raise TinbaiError(text(language, flow.TOO_LATE))


def _by_browser(app: App, service: SignIn, who: Secret, language: Language) -> Tokens:
    asked = flow.authorisation(service, who.user, flow.BACK)
    click.echo(text(language, "Open this address in a browser and sign in as the mailbox:"), err=True)
    click.echo(asked.address)
    said = "Afterwards the browser shows a page that cannot be opened; paste its address here"
    came = click.prompt(text(language, said), err=True)
    return flow.code_tokens(service, asked, flow.BACK, came.strip(), app.now())

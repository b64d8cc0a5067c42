"""`tinbai user`: who may use the desk."""

import re
import sys

import click

from tinbai.app import App
from tinbai.cli.context import Given, given, known_outlet, language_of
from tinbai.decisions import MAY
from tinbai.errors import TinbaiError
from tinbai.i18n import text
from tinbai.store import people
from tinbai.web.passwords import hash_password, why_too_weak

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
ROLES = tuple(MAY)


@click.group()
def user() -> None:
    """Accounts of the desk."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="Name as colleagues see it.")
@click.option("--outlet", "outlets", multiple=True, help="Outlet (repeatable); without it all of them.")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, help="Role (repeatable); without it editor.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@given
def add(
    given: Given,
    email: str,
    name: str,
    outlets: tuple[str, ...],
    roles: tuple[str, ...],
    language: str,
    password_stdin: bool,
) -> None:
    """Make an account; asks for the password."""
    with given.app() as app:
        codes = [one.code for one in app.settings.outlets]
        for code in outlets:
            known_outlet(app.settings, code)
        if not _ADDRESS.fullmatch(email):
            raise click.UsageError(f"{email}: this is no e-mail address")
        password = _password(app, password_stdin)
        with app.database.write() as tx:
            person = people.add(tx, email, name, language, hash_password(password), app.now())
            if person is None:
                raise TinbaiError(f"{email} has an account already")
            for code in outlets or codes:
                people.join(tx, person, code, "+".join(dict.fromkeys(roles)) or "editor")
        click.echo(person)


@user.command("list")
@given
def list_(given: Given) -> None:
    """Everybody with outlets and roles."""
    with given.app() as app, app.database.read() as tx:
        for person in people.listed(tx):
            roles = ", ".join(f"{outlet}: {role}" for outlet, role in sorted(person.roles.items()))
            locked = text(language_of(app.settings), "locked") if person.disabled_at else ""
            click.echo(f"{person.email}\t{person.name}\t{roles}\t{locked}".rstrip())


@user.command()
@click.argument("email")
@given
def disable(given: Given, email: str) -> None:
    """Lock an account and end its sessions."""
    with given.app() as app, app.database.write() as tx:
        people.disable(tx, email, app.now())


@user.command()
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@given
def password(given: Given, email: str, password_stdin: bool) -> None:
    """Set a new password and end all sessions of the person."""
    with given.app() as app:
        _set(app, email, _password(app, password_stdin))


def _set(app: App, email: str, new: str) -> None:
    with app.database.write() as tx:
        people.set_password(tx, email, hash_password(new))


def _password(app: App, from_stdin: bool) -> str:
    language = language_of(app.settings)
    if not from_stdin and not sys.stdin.isatty():
        raise click.UsageError("without a terminal the password is read with --password-stdin")
    if from_stdin:
        new = sys.stdin.readline().rstrip("\r\n")
    else:
        new = click.prompt(text(language, "Password"), hide_input=True, confirmation_prompt=True, err=True)
    weak = why_too_weak(new)
    if weak:
        raise TinbaiError(text(language, weak))
    return new

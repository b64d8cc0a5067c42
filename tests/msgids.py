"""Every text a person may see, as it stands in code, tables and templates."""

import ast
import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from jinja2 import Environment, nodes

import tinbai

ROOT = Path(tinbai.__file__).parent
# Tables whose words reach i18n by a name or an index. A module that asks for a computed msgid must be named here; ()
# means: it is given msgids that stand in another module.
TABLES: dict[str, tuple[str, ...]] = {
    "alarms": ("WORDS",),
    "answering": ("SENTENCES",),
    "backup.trouble": ("SENTENCES",),
    "cli.backing_up": ("_STEPS", "_SAID"),  # and backup.trouble
    "cli.checking": (),  # steps and troubles of intake, see STEPS
    "cli.demo": (),  # _say hands its msgid on
    "cli.listing": ("_HEADINGS",),
    "cli.signing": (),  # oauth.flow
    "cli.users": (),  # web.passwords
    "feeds.trouble": ("SENTENCES",),
    "notifier.letters": ("_DECIDED", "_SAID", "_AFTER"),
    "parsers.contract": (),  # parsers.problems
    "parsers.problems": ("PROBLEMS",),
    "queue.checks": ("WORDS", "POINTS"),
    "queue.repairs": ("WORDS",),
    "queue.review": ("STATE_NAMES",),
    "web.account": (),  # web.passwords
    "web.audited": ("SOURCES", "ACTS", "BY"),
    "web.badges": ("BADGES", "_OTHER"),
    "web.between": ("NAMES",),
    "web.deciding": ("SAID",),
    "web.filters": ("AGES", "PHOTOS", "GENRES"),
    "web.health": ("_STEPS", "_REMEDIES"),  # and answering
    "web.health_feeds": ("LEFT_OUT",),  # and feeds.trouble
    "web.health_letters": ("REMEDIES",),  # and notifier.mail, signing_in, alarms
    "notifier.mail": ("FAULTS", "REASONS"),
    "web.ledger": ("PARTS", "REASONS", "SHELVED"),
    "web.letters": ("STATES", "KINDS", "_BACK"),  # and notifier.mail
    "web.mailboxes": ("STEPS", "SECURITIES"),  # and intake, notifier.mail, answering
    "web.mended": ("SEGMENTS",),
    "web.queue": (),  # web.filters
    "web.reasons": ("REASONS", "ASKS"),
    "web.rendering": (),  # the templates themselves
    "oauth.flow": ("SENTENCES",),
    "signing_in": ("SENTENCES",),
    "web.signing": (),  # oauth.flow, signing_in
    "web.rules": ("CHECKS", "NUMBERS"),
    "web.letters_in": ("WHY",),
    "web.wording": ("PLACES",),  # and notifier.wordings, notifier.templates
    "notifier.wordings": ("KINDS",),
    "notifier.templates": ("faults",),
    "web.own_page": ("STANDS", "_way"),
    "web.roles": ("ROLES",),
    "web.tags": ("PROBLEMS", "_TIES"),
    "web.tidy_offers": ("SAYS",),
    "web.told": (),  # queue.checks, parsers.problems
    "web.triage": (),  # web.filters, web.deciding
    "web.troubles": ("WORDS", "FORM"),
    "web.twins": ("SAID",),
    "web.views": ("VIEWS",),
    "web.words": ("_WEEKDAYS",),
}
STEPS = ("dns", "tls", "login", "folder", "fetch")  # intake.door.Step
_WORDS = re.compile(r"\s|^[A-Z]")  # what in a table is for people; icons, classes and codes have neither


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that asks for a text: msgid, its plural if it has one, names of the values it is given (None: unknown)."""

    where: str
    msgid: str | None  # None: computed
    plural: str | None
    values: frozenset[str] | None


def _module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


@cache
def _trees() -> Mapping[str, ast.Module]:
    return {_module(file): ast.parse(file.read_text("utf-8")) for file in sorted(ROOT.rglob("*.py"))}


def asked() -> list[Asked]:
    """Every call of text, count, t, tn and the demo's _say."""
    in_code = [
        call
        for module, tree in _trees().items()
        if not module.startswith("parsers.") or module in TABLES  # parsers say nothing to anybody, they name codes
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (call := _asked(module, node))
    ]
    return in_code + list(_in_templates())


def _asked(module: str, node: ast.Call) -> Asked | None:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    at = {"text": 1, "count": 1, "t": 0, "tn": 0, "_say": 0}.get(name)
    least = {"text": 2, "count": 4, "tn": 3}.get(name, 1)
    if at is None or len(node.args) < least or (name == "text" and not _is_ours(node.args[0])):
        return None
    plural = _constant(node.args[at + 1]) if name in ("count", "tn") else None
    named = [keyword.arg for keyword in node.keywords]
    values = None if None in named else frozenset(str(one) for one in named) | ({"n"} if plural else set())
    return Asked(f"{module}:{node.lineno}", _constant(node.args[at]), plural, values)


def _is_ours(language: ast.expr) -> bool:
    """Other functions are called text too; ours is given a language first."""
    return "language" in ast.unparse(language) or ast.unparse(language) in ("'vi'", "'en'")


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@cache
def _templates() -> Mapping[str, nodes.Template]:
    environment = Environment(autoescape=True, extensions=["jinja2.ext.do"])
    files = sorted((ROOT / "web" / "templates").rglob("*.html"))
    return {file.name: environment.parse(file.read_text("utf-8")) for file in files}


def _in_templates() -> Iterator[Asked]:
    for name, template in _templates().items():
        for call in template.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("t", "tn") and call.args:
                words = [arg.value if isinstance(arg, nodes.Const) else None for arg in call.args]
                plural = words[1] if call.node.name == "tn" else None
                values = frozenset(one.key for one in call.kwargs) | ({"n"} if plural else set())
                yield Asked(f"{name}:{call.lineno}", words[0], plural, None if call.dyn_kwargs else values)


def in_tables() -> dict[str, str]:
    """msgid -> the table it stands in."""
    found = dict.fromkeys(STEPS, "intake.door.Step")
    for module, names in TABLES.items():
        for name in names:
            for words in _words_of(getattr(import_module(f"tinbai.{module}"), name)):
                found[words] = f"{module}.{name}"
    return found


def _words_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if _WORDS.search(value):
            yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _words_of(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _words_of(one)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _words_of(getattr(value, field.name))


def every_constant() -> set[str]:
    """Every string that stands anywhere in code or templates: a msgid that is not among them is not used."""
    found = {
        node.value
        for tree in _trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for template in _templates().values():
        found |= {const.value for const in template.find_all(nodes.Const) if isinstance(const.value, str)}
    return found

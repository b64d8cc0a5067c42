"""Every setting, its default and what is allowed; read once at start from settings.toml and TINBAI_ variables.

Passwords never stand in the file: a key ending in `_env` names an environment variable, one ending in `_file` a file.
"""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    IPvAnyNetwork,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from tinbai.addresses import Address, MaybeAddress
from tinbai.credentials import Code, Secret, SignIn
from tinbai.credentials import Part as _Part
from tinbai.errors import BadSettings

Port = Annotated[int, Field(ge=0, le=65535)]
Security = Literal["tls", "starttls", "none"]
MIB = 1024 * 1024
SMTP_OUT = "smtp_out"  # name of the way by which letters leave
_OF_BOX = f"{SMTP_OUT}.mailboxes."  # and how that of a mailbox begins; no code has a dot


class Way(Secret):
    """How letters leave. kind "folder" writes each letter as an .eml file, for trying out."""

    kind: Literal["smtp", "folder", "none"] = "none"
    host: str = ""
    port: Port = 0  # 0: 465 with tls, else 587
    security: Security = "starttls"
    ca_file: Path | None = None
    folder: Path = Path("outbox")
    timeout_seconds: float = Field(default=60, ge=1, le=600)


@dataclass(frozen=True, slots=True)
class Share:
    """The letters that one way carries: those of a mailbox, of a newsroom ("" of all), without those that have their
    own way."""

    outlet: str = ""
    mailbox: str = ""
    but_outlets: tuple[str, ...] = ()
    but_mailboxes: tuple[tuple[str, str], ...] = ()  # (outlet, name)


class Outlet(_Part):
    """One newsroom: a portal with its board."""

    code: Code
    name: str
    address: Address  # letters go out from here
    aliases: tuple[Address, ...] = ()  # other addresses of ours
    plus_addresses: bool = False  # mail to local+anything@domain is delivered to `address`
    receipt_prefix: str = Field(default="", pattern=r"^[A-Z0-9]{0,8}$")  # "" means: from the code
    smtp_out: Way | None = None  # where its letters leave, when not where those of the others do
    reply_days: int = Field(default=5, ge=1, le=60)
    digest_hour: int = Field(default=7, ge=0, le=23)  # from when on the daily letter leaves, for those who want it
    # silence after which a contributor is reminded, once; 0: never, else 14 and more
    remind_days: int = Field(default=0, ge=0, le=365)
    language: Literal["vi", "en"] = "vi"
    approval: bool = False  # True: approve leads to awaiting_approval first
    approval_link: Literal["login", "open"] = "login"  # how the letter to the head of the board opens
    second_factor: Literal["optional", "required"] = "optional"  # a code of an app beside the password, for its people
    sections: tuple[Annotated[str, Field(min_length=1, max_length=64)], ...] = Field(default=(), max_length=60)
    checks_off: tuple[str, ...] = ()  # codes of what is not looked for, see queue/checks.py
    few_words: int = Field(default=80, ge=10, le=2000)  # fewer and no photo: very short
    cover_side: int = Field(default=800, ge=200, le=6000)  # px of the longer side; smaller is unfit as cover
    good_side: int = Field(default=1200, ge=200, le=8000)  # px of the longer side; smaller is small
    longest_title: int = Field(default=90, ge=20, le=300)  # characters
    longest_lead: int = Field(default=40, ge=10, le=200)  # words
    late_days: int = Field(default=3, ge=1, le=60)  # after the event
    tones: Literal["", "old", "new"] = ""  # house style: hòa, thủy; hoà, thuỷ; "" offers neither
    shares: Literal["story", "existence"] = "story"  # what other newsrooms here learn of a story both have

    @field_validator("remind_days")
    @classmethod
    def _not_every_week(cls, days: int) -> int:
        if 0 < days < 14:
            raise ValueError("0 for none, else at least 14")
        return days

    @property
    def prefix(self) -> str:
        return self.receipt_prefix or self.code.replace("-", "").upper()[:8]


Border = Annotated[str, Field(pattern=r"^(auto|none|[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?)$")]
Doubt = Literal["changed", "unproven", "never"]

# mail servers of providers -> how the server at their border calls itself in Authentication-Results
_BORDERS = {
    "imap.gmail.com": "mx.google.com",
    "imap.googlemail.com": "mx.google.com",
    "outlook.office365.com": "mail.protection.outlook.com",
    "imap-mail.outlook.com": "mail.protection.outlook.com",
}


class Mailbox(Secret):
    """An IMAP mailbox that is watched. `after`: what is done with a mail once it is durable."""

    name: Code
    outlet: Code
    host: str
    port: Port = 0  # 0: 993 with tls, else 143
    security: Security = "tls"
    ca_file: Path | None = None
    folder: str = "INBOX"
    start: Literal["now", "all"] = "now"
    after: Literal["nothing", "keyword", "move"] = "nothing"
    keyword: str = Field(default="Tinbai", pattern=r"^[A-Za-z0-9_$-]{1,40}$")
    move_to: str = "Tinbai"
    poll_seconds: float = Field(default=60, ge=0.2, le=3600)
    idle: bool = True
    timeout_seconds: float = Field(default=60, ge=1, le=600)
    border: Border = "auto"  # whose word on senders is taken: its authserv-id, "none", "auto": known providers' own
    doubt: Doubt = "changed"  # what in a known contributor's name waits for an editor's word
    # what answers mail that came here goes out from; "": the newsroom's own
    address: MaybeAddress = ""
    plus_addresses: bool = False  # mail to local+anything@domain of `address` comes here too
    smtp_out: Way | None = None  # where these letters leave, when not where those of the newsroom do

    @model_validator(mode="after")
    def _has_an_address(self) -> "Mailbox":
        if not self.address and (self.smtp_out or self.plus_addresses):
            raise ValueError("smtp_out and plus_addresses need the mailbox's address")
        return self

    @property
    def believed(self) -> str:
        """The authserv-id of the border, "" for none."""
        return _BORDERS.get(self.host.lower(), "") if self.border == "auto" else self.border.replace("none", "")


class SmtpIn(_Part):
    """The SMTP or LMTP listener. Recipients are the outlets' addresses and aliases; others are refused."""

    enabled: bool = False
    host: str = "127.0.0.1"
    port: Port = 8025
    lmtp: bool = False
    max_bytes: int = Field(default=40 * MIB, ge=64 * 1024, le=1024 * MIB)
    timeout_seconds: float = Field(default=300, ge=1, le=3600)
    border: Border = "none"  # authserv-id of the mail server before it, whose word on senders is taken
    doubt: Doubt = "changed"

    @property
    def believed(self) -> str:
        return "" if self.border in ("auto", "none") else self.border


class SmtpOut(Way):
    """Where letters leave, and how many, and when."""

    acks_per_sender_per_day: int = Field(default=5, ge=0)
    acks_per_hour: int = Field(default=200, ge=0)
    undo_seconds: int = Field(default=60, ge=0, le=3600)


class Web(_Part):
    host: str = "127.0.0.1"
    port: Port = 8080
    address: str = ""  # as people type it, for example https://desk.example.vn; "" means http://host:port
    session_hours: int = Field(default=24, ge=1, le=168)
    idle_hours: int = Field(default=8, ge=1, le=168)


class Limits(_Part):
    """What one mail may cost; over a limit the raw mail is kept and the draft says so."""

    parse_seconds: float = Field(default=30, gt=0, le=3600)
    parse_cpu_seconds: int = Field(default=20, ge=1, le=3600)
    parse_memory_mb: int = Field(default=512, ge=128, le=65536)
    attempts: int = Field(default=2, ge=1, le=10)
    free_disk_mb: int = Field(default=256, ge=0)  # below this, mail is answered "try later"


class Alarms(_Part):
    """Who is told when the service itself ails, and after how long."""

    address: MaybeAddress = ""  # "" tells nobody by letter
    language: Literal["vi", "en"] = "vi"
    mailbox_minutes: int = Field(default=60, ge=1, le=10080)
    letters_minutes: int = Field(default=30, ge=1, le=4320)
    disk_free_mb: int = Field(default=2048, ge=0)
    feed_hours: int = Field(default=24, ge=1, le=720)


_HOST = r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?$"


class Feed(_Part):
    """What somebody publishes: a feed or a sitemap that is read from time to time.

    Exactly one of `outlet` (a newsroom here, whose own pages they are) and `outside` (what people call the site).
    """

    name: Code
    url: str = Field(pattern=r"^https?://[^\s@]+$", max_length=2000)
    outlet: str = ""
    outside: str = ""
    every_minutes: int = Field(default=15, ge=1, le=1440)
    pages: bool = True  # read the page of a story of which the feed has only a summary
    hosts: tuple[Annotated[str, Field(pattern=_HOST)], ...] = ()  # whose pages it may name beside those of its own

    @model_validator(mode="after")
    def _one_of_two(self) -> "Feed":
        if bool(self.outlet) == bool(self.outside):
            raise ValueError("exactly one of outlet and outside is needed")
        return self


class Fetching(_Part):
    """How pages of others are fetched. `allow`: networks that are not public and may be fetched from all the same."""

    allow: tuple[IPvAnyNetwork, ...] = ()
    contact: str = Field(default="", pattern=r"^[\x20-\x7e]{0,200}$")  # told to the servers, with our name
    ca_file: Path | None = None
    connect_seconds: float = Field(default=10, ge=0.1, le=120)
    total_seconds: float = Field(default=60, ge=0.1, le=600)
    pause_seconds: float = Field(default=2, ge=0, le=3600)  # between two requests to one server
    days: int = Field(default=30, ge=1, le=36500)  # older publications are not read
    keep_days: int = Field(default=365, ge=31, le=36500)  # then one that is the same as no draft is forgotten

    @model_validator(mode="after")
    def _kept_longer_than_read(self) -> "Fetching":
        if self.keep_days <= self.days:
            raise ValueError("keep_days: more than days")  # else what is forgotten is found anew
        return self


class Newsroom(_Part):
    """A newsroom outside to which contributors write as well; known by the addresses of a mail."""

    name: str = Field(min_length=1)
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class Log(_Part):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


class Settings(BaseSettings):
    """The whole file. Environment variables win: TINBAI_WEB__PORT=9000 sets web.port."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_prefix="TINBAI_", env_nested_delimiter="__")

    data: Path = Path("data")
    database: str = ""  # "" means sqlite:///<data>/tinbai.db
    keys: Path | None = None  # the file of keys that tokens are signed with; None means <data>/secret.key
    timezone: str = "Asia/Ho_Chi_Minh"
    workers: int = Field(default=2, ge=1, le=64)
    outlets: tuple[Outlet, ...] = (Outlet(code="demo", name="Ban Biên tập", address="bbt@example.vn"),)
    mailboxes: tuple[Mailbox, ...] = ()
    sign_ins: tuple[SignIn, ...] = ()
    smtp_in: SmtpIn = SmtpIn()
    smtp_out: SmtpOut = SmtpOut()
    web: Web = Web()
    limits: Limits = Limits()
    feeds: tuple[Feed, ...] = ()
    fetching: Fetching = Fetching()
    newsrooms: tuple[Newsroom, ...] = ()
    alarms: Alarms = Alarms()
    log: Log = Log()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones
            raise ValueError("a time zone name such as Asia/Ho_Chi_Minh") from None
        return name

    @model_validator(mode="after")
    def _names_agree(self) -> "Settings":
        codes = [outlet.code for outlet in self.outlets]
        boxes, read = [m.name for m in self.mailboxes], [feed.name for feed in self.feeds]
        for title, names in (("outlets.code", codes), ("mailboxes.name", boxes), ("feeds.name", read)):
            doubled = {name for name in names if names.count(name) > 1}
            if doubled:
                raise ValueError(f"{title}: {', '.join(sorted(doubled))} stands twice")
        of_outlets = [("mailboxes", box.outlet) for box in self.mailboxes]
        of_outlets += [("feeds", feed.outlet) for feed in self.feeds if feed.outlet]
        for part, outlet in of_outlets:
            if outlet not in codes:
                raise ValueError(f"{part}.outlet: {outlet} is none of the outlets ({', '.join(codes)})")
        known = {one.name for one in self.sign_ins}
        for who in (*self.mailboxes, *self.ways().values()):
            if who.sign_in and who.sign_in not in known:
                raise ValueError(f"sign_in: {who.sign_in} is none of sign_ins ({', '.join(sorted(known))})")
        if self.alarms.address.lower() in self.own_addresses():
            raise ValueError("alarms.address: a newsroom's own; its alarms would come in as mail")
        if not self.outlets:
            raise ValueError("outlets: at least one is needed")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (EnvSettingsSource(settings_cls), init_settings)

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'tinbai.db'}"

    @property
    def keys_file(self) -> Path:
        return self.keys or self.data / "secret.key"

    def outlet(self, code: str) -> Outlet:
        return next(outlet for outlet in self.outlets if outlet.code == code)

    def mailbox(self, name: str) -> Mailbox | None:
        return next((box for box in self.mailboxes if box.name == name), None)

    def ways(self) -> dict[str, Way]:
        """Name -> a way that letters leave by; "smtp_out" for all newsrooms and mailboxes without one of their own."""
        of_outlets = {f"{SMTP_OUT}.{outlet.code}": outlet.smtp_out for outlet in self.outlets if outlet.smtp_out}
        of_boxes = {f"{_OF_BOX}{box.name}": box.smtp_out for box in self.mailboxes if box.smtp_out}
        return {SMTP_OUT: self.smtp_out} | of_outlets | of_boxes

    def shares(self) -> dict[str, Share]:
        """Name of a way -> what it carries: every letter is carried by exactly one."""
        outlets = tuple(one.code for one in self.outlets if one.smtp_out)
        boxes = tuple((box.outlet, box.name) for box in self.mailboxes if box.smtp_out)
        made = {SMTP_OUT: Share(but_outlets=outlets, but_mailboxes=boxes)}
        made |= {f"{SMTP_OUT}.{code}": Share(code, but_mailboxes=boxes) for code in outlets}
        return made | {f"{_OF_BOX}{box.name}": Share(box.outlet, box.name) for box in self.mailboxes if box.smtp_out}

    def way_of(self, outlet: str, mailbox: str = "") -> str:
        """The name of the way by which this newsroom's letters leave, those of this mailbox."""
        box = self.mailbox(mailbox)
        if box and box.smtp_out and box.outlet == outlet:  # of a box that went to another newsroom nothing is left
            return f"{_OF_BOX}{box.name}"
        return next((f"{SMTP_OUT}.{one.code}" for one in self.outlets if one.code == outlet and one.smtp_out), SMTP_OUT)

    def own_addresses(self) -> frozenset[str]:
        """Every address that is ours, lower-case: never answered."""
        of_boxes = (box.address for box in self.mailboxes if box.address)
        return frozenset(a.lower() for a in (*(a for o in self.outlets for a in (o.address, *o.aliases)), *of_boxes))


def load(path: Path | None) -> Settings:
    """Settings from `path`; without one from ./settings.toml if it is there, else the defaults. Raises BadSettings."""
    file = path or Path("settings.toml")
    if not file.exists():
        if path:
            raise BadSettings(f"{path}: no such file")
        return _checked(file, {})
    try:
        values = tomllib.loads(file.read_text("utf-8-sig"))  # editors of Windows begin with a mark
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadSettings(f"{file}: {error}") from None
    return _checked(file, values)


def _checked(file: Path, values: dict[str, Any]) -> Settings:
    try:
        return Settings(**values)
    except ValidationError as error:
        raise BadSettings("\n".join(_line(file, e["loc"], e["msg"], e["type"]) for e in error.errors())) from None
    except SettingsError as error:
        raise BadSettings(f"environment: {error}; lists and tables are written as JSON there") from None


def _line(file: Path, where: tuple[int | str, ...], message: str, kind: str) -> str:
    key = ".".join(str(part) for part in where)
    said = "unknown key" if kind == "extra_forbidden" else message.removeprefix("Value error, ")
    variable = f"TINBAI_{'__'.join(str(part) for part in where)}".upper()
    if variable in os.environ:
        return f"{variable}: {said}"
    return f"{file}: {key}: {said}" if key else f"{file}: {said}"

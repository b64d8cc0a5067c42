"""How this installation gets in somewhere: a password that stands elsewhere, or a provider's sign-in (OAuth2)."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from tinbai.errors import BadSettings

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Secret(Part):
    """A user name and where its password is found: an environment variable or a file, never this file."""

    user: str = ""
    password_env: str = ""
    password_file: Path | None = None
    sign_in: str = ""  # name of the [[sign_ins]] by which it signs in instead of by a password
    _kept: str = PrivateAttr("")  # set at the desk; no file may hold it
    _token: Callable[[], str] | None = PrivateAttr(None)

    def with_password(self, words: str) -> Self:
        """The same with a password that was given at the desk."""
        copy = self.model_copy()
        copy._kept = words
        return copy

    def with_token(self, token: Callable[[], str]) -> Self:
        """The same with a way to an access token."""
        copy = self.model_copy()
        copy._token = token
        return copy

    def token(self) -> str | None:
        """An access token; None where it signs in by its password. Raises BadSettings, TryLater."""
        if not self.sign_in:
            return None
        if self._token is None:
            raise BadSettings(f"sign_in: no token for {self.user!r} is at hand")
        return self._token()

    def password(self) -> str:
        """The password; BadSettings when the place named holds none."""
        if self._kept:
            return self._kept
        if self.password_env:
            try:
                return os.environ[self.password_env]
            except KeyError:
                raise BadSettings(f"password_env: the environment has no variable {self.password_env}") from None
        if self.password_file:
            try:
                return self.password_file.read_text("utf-8").strip()
            except OSError as error:
                raise BadSettings(f"password_file: {self.password_file}: {error.strerror}") from None
        raise BadSettings(f"no password for {self.user!r}: name password_env or password_file")


_KINDS = {
    "microsoft": {
        "device": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/devicecode",
        "authorize": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
        "token": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
        "scope": "offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send",
    },
    "google": {
        "device": "https://oauth2.googleapis.com/device/code",
        "authorize": "https://accounts.google.com/o/oauth2/v2/auth",
        "token": "https://oauth2.googleapis.com/token",
        "scope": "https://mail.google.com/",
    },
}
_ADDRESS = r"^(https://[^\s]+|http://127\.0\.0\.1(:\d+)?/[^\s]*)?$"


class SignIn(Part):
    """A provider's way to let programs in (OAuth2), and the name under which this installation is known there."""

    name: Code
    kind: Literal["microsoft", "google", "other"]
    client_id: str = Field(min_length=1)
    secret_env: str = ""
    secret_file: Path | None = None
    tenant: str = Field(default="organizations", pattern=r"^[A-Za-z0-9.-]+$")  # microsoft: domain or id of the house
    device_url: str = Field(default="", pattern=_ADDRESS)
    authorize_url: str = Field(default="", pattern=_ADDRESS)
    token_url: str = Field(default="", pattern=_ADDRESS)
    scope: str = ""
    ca_file: Path | None = None

    @model_validator(mode="after")
    def _whole(self) -> "SignIn":
        if self.kind == "other" and not (self.token_url and self.scope and (self.device_url or self.authorize_url)):
            raise ValueError("kind other needs token_url, scope, and device_url or authorize_url")
        return self

    @property
    def asked_scope(self) -> str:
        return self.scope or _KINDS[self.kind]["scope"]

    def endpoint(self, what: Literal["device", "authorize", "token"]) -> str:
        """Raises BadSettings where the service has none."""
        own = {"device": self.device_url, "authorize": self.authorize_url, "token": self.token_url}[what]
        found = own or _KINDS.get(self.kind, {}).get(what, "").format(tenant=self.tenant)
        if not found:
            raise BadSettings(f"sign_ins: {self.name} has no {what}_url")
        return found

    def secret(self) -> str:
        """The client's secret, "" for none. Raises BadSettings."""
        if not self.secret_env and not self.secret_file:
            return ""
        return Secret(user=self.name, password_env=self.secret_env, password_file=self.secret_file).password()

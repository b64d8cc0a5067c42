"""A provider's sign-in service on this machine: device codes, authorisation codes with PKCE, refresh, refusals.

with SignInServer() as server:
    server.service("m365")          # settings that lead to it
    server.approve()                # the person enters the code
    server.valid                    # access tokens that open a mailbox now
"""

import base64
import hashlib
import json
import secrets
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tinbai.credentials import SignIn

SCOPE = "mail offline_access"


class SignInServer:
    """`rotates`: each refresh gives a new refresh token and ends the old one. `refuses`, `silent`: for every question
    about tokens. `introspected`: how often a mail server asked about a token."""

    def __init__(self, life: int = 3600, refresh_life: int = 0) -> None:
        self.life, self.refresh_life = life, refresh_life
        self.rotates, self.refuses, self.silent = True, "", False
        self.approved: set[str] = set()
        self.devices: set[str] = set()
        self.challenges: dict[str, str] = {}
        self.refresh: set[str] = set()
        self.valid: set[str] = set()
        self.asked: list[dict[str, str]] = []
        self.introspected = 0
        server = self

        class Asked(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                fields = dict(urllib.parse.parse_qsl(body.decode()))
                status, answer = server.answer(urllib.parse.urlsplit(self.path).path, fields)
                self.say(status, answer)

            def do_GET(self) -> None:
                parts = urllib.parse.urlsplit(self.path)
                fields = dict(urllib.parse.parse_qsl(parts.query))
                if parts.path == "/userinfo":
                    fields = {"token": self.headers.get("Authorization", "").removeprefix("Bearer ")}
                self.say(*server.answer(parts.path, fields))

            def say(self, status: int, answer: dict[str, Any]) -> None:
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.shutdown()
        self._thread.join(10)
        self._http.server_close()

    def service(self, name: str = "m365") -> SignIn:
        return SignIn(
            name=name, kind="other", client_id="tinbai", scope=SCOPE, device_url=f"{self.address}/device",
            authorize_url=f"{self.address}/authorize", token_url=f"{self.address}/token",
        )  # fmt: skip

    def approve(self) -> None:
        """The person enters the code on his telephone."""
        self.approved |= self.devices

    def visit(self, address: str) -> str:
        """The person allows it in his browser; returns where he comes back to."""
        fields = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        assert fields["code_challenge_method"] == "S256" and fields["response_type"] == "code"
        code = secrets.token_hex(8)
        self.challenges[code] = fields["code_challenge"]
        came = urllib.parse.urlencode({"code": code, "state": fields["state"]})
        return f"{fields['redirect_uri']}?{came}"

    def answer(self, path: str, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path in ("/introspect", "/userinfo"):
            self.introspected += 1
            good = fields.get("token") in self.valid
            return (200 if good else 401), {"active": good, "email": "bbt", "username": "bbt"}
        self.asked.append(fields)
        if self.silent:
            return 503, {}
        if path == "/device":
            device = secrets.token_hex(8)
            self.devices.add(device)
            told = {"device_code": device, "user_code": "ABCD-EFGH", "verification_uri": f"{self.address}/enter"}
            return 200, told | {"expires_in": 900, "interval": 5}
        if self.refuses:
            return 400, {"error": self.refuses}
        return self._token(fields)

    def _token(self, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
        kind = fields.get("grant_type", "").rpartition(":")[2]
        if kind == "device_code":
            if fields.get("device_code") not in self.devices:
                return 400, {"error": "expired_token"}
            if fields["device_code"] not in self.approved:
                return 400, {"error": "authorization_pending"}
        elif kind == "authorization_code":
            challenge = base64.urlsafe_b64encode(hashlib.sha256(fields["code_verifier"].encode()).digest())
            if self.challenges.pop(fields["code"], "") != challenge.decode().rstrip("="):
                return 400, {"error": "invalid_grant"}
        elif kind == "refresh_token":
            if fields.get("refresh_token") not in self.refresh:
                return 400, {"error": "invalid_grant"}
        else:
            return 400, {"error": "unsupported_grant_type"}
        return 200, self._issued(fields.get("refresh_token", ""))

    def _issued(self, old: str) -> dict[str, Any]:
        access = secrets.token_hex(16)
        self.valid = {access}
        told: dict[str, Any] = {"access_token": access, "token_type": "Bearer", "expires_in": self.life}
        if self.rotates or not old:
            self.refresh.discard(old)
            told["refresh_token"] = secrets.token_hex(16)
            self.refresh.add(told["refresh_token"])
        if self.refresh_life:
            told["refresh_token_expires_in"] = self.refresh_life
        return told

"""Every setting of the house, read once and frozen. The only file that reads the environment.

Each field may be given as `ILJARI_<NAME>`; `docs/operations.md` lists them all (a test compares). In practice
mode missing secrets are made at first start and kept in `<data_dir>/practice.env`; in production nothing
secret has a default, and `Settings` refuses to exist half-configured, saying which setting is missing.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
SECRETS = ("engine_secret", "actions_secret", "identity_key", "address_key")


class Settings(BaseSettings):
    """The configuration of one process. Raises `pydantic.ValidationError` naming what is missing or wrong."""

    model_config = SettingsConfigDict(env_prefix="ILJARI_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    mode: Literal["practice", "production"] = "practice"
    """`practice` labels every screen 연습용, makes its own secrets and loads invented data; `production` does not."""

    data_dir: Path = ROOT / "var"
    """Folder for what changes: the embedded database, the model, the engine's memory, logs of children."""

    database_url: str = ""
    """SQLAlchemy async URL. Empty: SQLite in `data_dir`. `postgresql+asyncpg://…` for scale-out."""

    host: str = "127.0.0.1"
    """Address the gateway listens on. Put a reverse proxy with TLS before it when it is not loopback."""

    port: int = Field(8000, ge=1, le=65535)
    """Port of the gateway: widget, chat page, console, health."""

    engine_port: int = Field(5055, ge=1, le=65535)
    """Port of the engine on loopback."""

    actions_port: int = Field(5056, ge=1, le=65535)
    """Port of the action server on loopback."""

    engine_python: Path = ROOT / ".venv-engine/bin/python"
    """The CPython 3.10 that runs Rasa."""

    engine_secret: SecretStr = SecretStr("")
    """Shared by gateway and engine door; at least 32 characters. Secret."""

    actions_secret: SecretStr = SecretStr("")
    """Shared by engine and action server; at least 32 characters. Secret."""

    identity_key: SecretStr = SecretStr("")
    """Key of the HMAC by which people's channel ids are looked up; at least 32 characters. Secret."""

    address_key: SecretStr = SecretStr("")
    """Seals the addresses by which messengers reach people; at least 32 characters. Secret."""

    widget_key: SecretStr = SecretStr("")
    """What host sites sign their users' names with (`IljariTalk.identify`). Empty: nobody's word is taken. Secret."""

    host_origins: tuple[str, ...] = ()
    """Origins that may embed the widget, such as `["https://www.example.go.kr"]`. Our own is always allowed."""

    public_url: str = ""
    """How citizens reach us, such as `https://chat.example.go.kr`. Empty: `http://<host>:<port>`."""

    proxies_count: int = Field(0, ge=0, le=5)
    """How many trusted reverse proxies stand before the gateway; 0 ignores every X-Forwarded-For."""

    hours: Literal["", "centre", "always"] = ""
    """Whether opening hours count: `centre` or `always` (somebody is always there). Empty: `always` in practice."""

    centre_phone: str = "1577-0365"
    """The centre's telephone number, told wherever a person may be needed."""

    answer_within: float = Field(4.0, gt=0, le=30)
    """Seconds a citizen waits before we say that the answer is late; the turn itself goes on."""

    engine_timeout: float = Field(8.0, gt=0, le=60)
    """Seconds one call to the engine may take before it is asked again with the same turn id."""

    turn_patience: float = Field(600.0, gt=0)
    """Seconds after which a turn that the engine never answered is given up with an honest sentence."""

    turns_at_once: int = Field(8, ge=1, le=256)
    """How many conversations the gateway asks the engine about at the same time."""

    messages_per_minute: int = Field(20, ge=1)
    """How many messages one citizen may send in a minute; more are refused with a sentence."""

    sockets_per_address: int = Field(20, ge=1)
    """How many open widget sockets one address may hold."""

    file_scanner: str = ""
    """Command that looks at each file people send (its path comes last; 0 clean, 1 not), such as `clamdscan --fdpass`.

    Empty: nobody looks, and `doctor` says so.
    """

    session_hours: float = Field(9.0, gt=0, le=24)
    """Hours after which a counselor must sign in again."""

    session_idle_minutes: float = Field(30.0, gt=0)
    """Minutes without a request after which a counselor's session ends."""

    kakao_secret: SecretStr = SecretStr("")
    """Secret header value of the KakaoTalk skill; at least 32 characters. Empty: the door is shut. Secret."""

    kakao_secret_previous: SecretStr = SecretStr("")
    """The header value before, still believed while a new one is rolled out. Secret."""

    kakao_bot_id: str = ""
    """Id of our chatbot at Kakao, without the `!` of the development channel."""

    kakao_rest_key: SecretStr = SecretStr("")
    """REST API key of the business app for the Event API (15 won a message). Empty: events are not used. Secret."""

    kakao_event: str = "iljari_reply"
    """Name of the event that is set on the block which calls the skill."""

    alert_budget: int = Field(10_000, ge=0)
    """Won a month that telling people of new vacancies may cost at Kakao; above it they wait for the next month."""

    kakao_channel: str = Field("", pattern=r"^(_[A-Za-z0-9]{1,40})?$")
    """Public id of our channel (`_abcde` of `https://pf.kakao.com/_abcde`), which who is no friend is asked to add."""

    kakao_operator: bool = False
    """Offer the channel's own 1:1 chat (`operator` button); the channel's 1:1 chat must be on."""

    kakao_api: str = "https://bot-api.kakao.com"
    """Where callbacks lead and the Event API is."""

    telegram: Literal["off", "webhook", "polling"] = "off"
    """How Telegram's messages come: `webhook`, or `polling` for developers without a public address. Off by default."""

    telegram_token: SecretStr = SecretStr("")
    """The bot's token from @BotFather. Secret."""

    telegram_secret: SecretStr = SecretStr("")
    """Secret header value of the webhook, `A-Za-z0-9_-`, 32 to 256 characters; its path is made of it, too. Secret."""

    telegram_secret_previous: SecretStr = SecretStr("")
    """The value before, still believed while Telegram is told the new one. Secret."""

    telegram_notice: str = ""
    """In production: the document by which citizens were told that Telegram keeps their words abroad. Empty: not on."""

    telegram_api: str = "https://api.telegram.org"
    """Where the Bot API is."""

    telegram_proxy: str = ""
    """Proxy for calls to the Bot API, such as `http://proxy.example.go.kr:3128`. Empty: none."""

    work24_key: SecretStr = SecretStr("")
    """Key of 고용24's vacancies (채용정보 Open API). Empty: they are not fetched. Secret."""

    hrd_key: SecretStr = SecretStr("")
    """Key of 고용24's training courses (훈련과정 Open API): keys hold for one service each. Secret."""

    opendata_key: SecretStr = SecretStr("")
    """Key of 공공데이터포털 for 잡알리오 and 새일센터. Secret."""

    work24_api: str = "https://www.work24.go.kr"
    """Where 고용24's interfaces are."""

    source_pause: float = Field(0.4, ge=0, le=60)
    """Seconds between two calls to a public interface."""

    opendata_api: str = "https://apis.data.go.kr"
    """Where 공공데이터포털's interfaces are."""

    @model_validator(mode="after")
    def _kakao_may_be_on(self) -> Settings:
        secret, before = self.kakao_secret.get_secret_value(), self.kakao_secret_previous.get_secret_value()
        if not secret:
            return self
        if len(secret) < 32 or (before and len(before) < 32):
            raise ValueError("ILJARI_KAKAO_SECRET and ILJARI_KAKAO_SECRET_PREVIOUS need at least 32 characters")
        if not self.kakao_bot_id or self.kakao_bot_id.endswith("!"):
            raise ValueError("with ILJARI_KAKAO_SECRET, ILJARI_KAKAO_BOT_ID must be the bot's id, without `!`")
        return self

    @model_validator(mode="after")
    def _telegram_may_be_on(self) -> Settings:
        if self.telegram == "off":
            return self
        if not self.telegram_token.get_secret_value():
            raise ValueError("Telegram needs ILJARI_TELEGRAM_TOKEN")
        secret, before = self.telegram_secret.get_secret_value(), self.telegram_secret_previous.get_secret_value()
        if self.telegram == "webhook" and not all(WEBHOOK_SECRET.fullmatch(s) for s in (secret, before or secret)):
            raise ValueError(
                "Telegram's webhook needs an ILJARI_TELEGRAM_SECRET of 32 to 256 letters, digits, _ and - "
                "(and so ILJARI_TELEGRAM_SECRET_PREVIOUS, if it is given)"
            )
        if self.practice:
            return self
        if self.telegram == "polling" or not self.public_url.startswith("https://"):
            raise ValueError("production needs ILJARI_TELEGRAM=webhook and an ILJARI_PUBLIC_URL with https")
        if not self.telegram_notice.strip():
            raise ValueError(
                "Telegram keeps what people write abroad: name in ILJARI_TELEGRAM_NOTICE the document by which "
                "they were told and agreed (docs/channels/telegram.md)"
            )
        return self

    @model_validator(mode="after")
    def _complete(self) -> Settings:
        if self.mode == "production":
            weak = [n for n in SECRETS if len(getattr(self, n).get_secret_value()) < 32]
            if weak:
                names = ", ".join(f"ILJARI_{n.upper()}" for n in weak)
                raise ValueError(f"production needs secrets of at least 32 characters: {names}")
        return self

    @property
    def practice(self) -> bool:
        return self.mode == "practice"

    @property
    def always_open(self) -> bool:
        return self.hours == "always" or (self.hours == "" and self.practice)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'iljari.db'}"

    @property
    def own_url(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def loopback_url(self) -> str:
        """By which address the gateway reaches itself."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{host}:{self.port}"

    @property
    def engine_url(self) -> str:
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}/webhook"

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"


def load() -> Settings:
    """Return the settings of this process; in practice mode make what is secret at the first call."""
    first = Settings()
    if not first.practice:
        return first
    kept = first.data_dir / "practice.env"
    _make_secrets(kept)
    return Settings(_env_file=kept)


def house_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a child of the house: ours, with every setting written out."""
    return {**os.environ, **{f"ILJARI_{name.upper()}": _spell(value) for name, value in settings}}


def engine_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of the engine: where it listens and whom it asks, and no secret but its own two."""
    plain = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")
    return {
        **{name: os.environ[name] for name in plain if name in os.environ},
        "PYTHONUNBUFFERED": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "ILJARI_DATA_DIR": str(settings.data_dir),
        "ILJARI_ENGINE_SECRET": settings.engine_secret.get_secret_value(),
        "ILJARI_ACTIONS_URL": settings.actions_url,
        "ILJARI_ACTIONS_SECRET": settings.actions_secret.get_secret_value(),
    }


def _spell(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return json.dumps(value) if isinstance(value, tuple) else str(value)


def _make_secrets(kept: Path) -> None:
    """Write fresh secrets for practice, readable by the owner only; those that are there stay, whoever made them."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    there = kept.read_text() if kept.exists() else ""
    missing = [name for name in SECRETS if f"ILJARI_{name.upper()}=" not in there]
    if not missing:
        return
    draft = kept.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(there)
        out.writelines(f"ILJARI_{name.upper()}={secrets.token_urlsafe(32)}\n" for name in missing)
    if there:
        draft.replace(kept)
        return
    with contextlib.suppress(FileExistsError):
        os.link(draft, kept)
    draft.unlink()

"""`doctor`: looks at everything the house stands on and says each fault in one sentence with its cure."""

from __future__ import annotations

import asyncio
import ipaddress
import shutil
import socket
import stat
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import combinations

import httpx
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import Api
from bot.channels.telegram.pace import Pace
from bot.cli import training
from bot.privacy.scanning import Scanner
from bot.settings import ROOT, SECRETS, Settings
from bot.store import catalogue, migrate
from bot.store.clock import Clock
from bot.store.database import Database

LEAST_DISK = 1 << 30  # bytes: a model, a backup and some weeks of talk
CLOCK_SLACK = 60.0  # seconds that the database may be ahead of the clock


@dataclass(frozen=True)
class Fault:
    """What is wrong, in one sentence, and what mends it."""

    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.what} → {self.cure}"


Check = Callable[[Settings], Awaitable[list[Fault]]]


async def house(_: Settings) -> list[Fault]:
    """The interpreter we run on, and its packages against the lock."""
    faults = []
    if not (3, 11) <= sys.version_info < (3, 14):
        what = f"하우스의 파이썬이 {sys.version.split()[0]}이에요."
        faults.append(Fault(what, "3.11~3.13으로 .venv를 다시 만들어 주세요."))
    if await _run(str(ROOT / "scripts/setup"), "--check") is None:
        faults.append(Fault("설치된 패키지가 requirements.lock과 달라요.", "make setup을 실행해 주세요."))
    return faults


async def engine(settings: Settings) -> list[Fault]:
    """The interpreter of the engine, and Rasa in it."""
    asking = "import sys, importlib.metadata as m; print(*sys.version_info[:2], m.version('rasa'))"
    said = await _run(str(settings.engine_python), "-c", asking)
    if said == "3 10 3.6.21":
        return []
    what = f"엔진 환경({settings.engine_python})에서 파이썬 3.10과 Rasa 3.6.21을 찾을 수 없어요."
    return [Fault(what, "rm -rf .venv-engine 뒤에 make setup을 실행해 주세요.")]


async def sentences(settings: Settings) -> list[Fault]:
    """The sentence encoder: without it less is understood, and no more. Turned off in config.yml it is well."""
    if "encoder: true" not in (ROOT / "config.yml").read_text(encoding="utf-8"):
        return []
    asking = "from bot.engine.encoder import missing; print(missing() or 'well')"
    said = await _run(str(settings.engine_python), "-c", asking)
    if said in ("well", None):  # an engine that is not there is told above
        return []
    what = f"문장 인코더를 쓸 수 없어서({said}) 낯선 말을 덜 알아들어요."
    return [Fault(what, "make setup을 실행하거나, AVX2가 없는 컴퓨터라면 config.yml에서 encoder: false로 꺼 주세요.")]


async def model(settings: Settings) -> list[Fault]:
    """The trained model: there, genuine, and trained from what is here."""
    kept = training.recorded(settings)
    if kept is None:
        return [Fault("훈련된 모델이 없어요.", "make train을 실행해 주세요.")]
    if not training.genuine(settings, kept):
        what = f"모델 파일({kept.file})이 없거나 훈련할 때 적어 둔 SHA-256과 달라요."
        return [Fault(what, "누가 바꿨는지 확인하고 make train을 실행해 주세요.")]
    if kept.fingerprint != training.fingerprint():
        return [Fault("모델이 지금의 말뭉치·지식과 맞지 않아요.", "make train을 실행해 주세요.")]
    return []


async def database(settings: Settings) -> list[Fault]:
    """The database: reachable, and at the newest migration."""
    store = Database(settings.database)
    try:
        pending = await migrate.pending(store)
    except (SQLAlchemyError, OSError) as error:
        what = f"데이터베이스에 연결할 수 없어요({type(error).__name__})."
        return [Fault(what, "ILJARI_DATABASE_URL과 데이터베이스 서버를 확인해 주세요.")]
    finally:
        await store.close()
    if not pending:
        return []
    return [Fault("데이터베이스가 최신 구조가 아니에요.", "make run을 한 번 실행하면 저절로 옮겨져요.")]


async def ports(settings: Settings) -> list[Fault]:
    """The three ports: free, or held by us."""
    return [
        port_fault(setting, port)
        for setting, port, url, headers in _doors(settings)
        if taken(settings.host if setting == "ILJARI_PORT" else "127.0.0.1", port) and not await _ours(url, headers)
    ]


async def secrets(settings: Settings) -> list[Fault]:
    """The secrets: long, all different, and readable by us alone."""
    values = {f"ILJARI_{name.upper()}": getattr(settings, name).get_secret_value() for name in SECRETS}
    cure = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'로 새로 만들어 주세요."
    faults = [Fault(f"{name}가 32자보다 짧아요.", cure) for name, value in values.items() if len(value) < 32]
    same = [(a, b) for a, b in combinations(values, 2) if values[a] and values[a] == values[b]]
    faults += [Fault(f"{a}와 {b}가 같은 값이에요.", cure) for a, b in same]
    kept = settings.data_dir / "practice.env"
    if settings.practice and kept.exists() and kept.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        faults.append(Fault(f"{kept}를 다른 사용자도 읽을 수 있어요.", f"chmod 600 {kept}"))
    return faults


async def mode(settings: Settings) -> list[Fault]:
    """Practice stays at home; production is reached by TLS and never shows invented data."""
    if settings.practice:
        if _loopback(settings.host):
            return []
        cure = "ILJARI_HOST를 127.0.0.1로 하거나 운영 모드로 바꿔 주세요."
        return [Fault("연습 모드인데 밖에서 접속할 수 있어요.", cure)]
    faults = []
    if not settings.own_url.startswith("https://"):
        what = "운영 모드인데 ILJARI_PUBLIC_URL이 https 주소가 아니에요."
        faults.append(Fault(what, "시민이 접속하는 https 주소를 적어 주세요."))
    sources = [fresh.source for fresh in await _freshness(settings) if fresh.source == "practice"]
    if sources:
        faults.append(Fault("운영 모드인데 연습용 자료가 들어 있어요.", "운영에는 새 데이터베이스를 써 주세요."))
    return faults


async def telegram(settings: Settings) -> list[Fault]:
    """Telegram, if it is on: within reach, and our token accepted."""
    if settings.telegram == "off":
        return []
    token = settings.telegram_token.get_secret_value()
    api = Api(token, settings.telegram_api, settings.telegram_proxy, Pace(), timeout=5.0)
    try:
        await api.bot.get_me()
    except InvalidToken:
        cure = "ILJARI_TELEGRAM_TOKEN을 BotFather가 준 값으로 고쳐 주세요."
        return [Fault("텔레그램 봇의 토큰이 맞지 않아요.", cure)]
    except TelegramError as error:
        what = f"텔레그램({settings.telegram_api})에 닿지 않아요({type(error).__name__})."
        return [Fault(what, "방화벽을 열거나 ILJARI_TELEGRAM_PROXY를 적어 주세요. 다른 채널은 그대로 돌아가요.")]
    finally:
        await api.close()
    return []


async def files(settings: Settings) -> list[Fault]:
    """Who looks at the files that people send: must be there in production, and able to start if it is named."""
    scanner = Scanner(settings.file_scanner)
    if not scanner.words:
        cure = "ILJARI_FILE_SCANNER에 검사 명령을 적어 주세요. (예: clamdscan --fdpass --no-summary)"
        return [] if settings.practice else [Fault("시민이 보내는 파일을 검사하는 백신이 없어요.", cure)]
    if not scanner.there:
        cure = "백신을 설치하거나 ILJARI_FILE_SCANNER를 고쳐 주세요. 그때까지 파일을 받지 않아요."
        return [Fault(f"파일을 검사하는 명령({scanner.words[0]})을 찾을 수 없어요.", cure)]
    return []


async def disk(settings: Settings) -> list[Fault]:
    """The folder for what changes: ours to write, with room left."""
    place = settings.data_dir
    try:
        place.mkdir(parents=True, exist_ok=True)
        probe = place / ".probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return [Fault(f"{place}에 쓸 수 없어요({error.strerror}).", "폴더의 주인과 권한을 확인해 주세요.")]
    free = shutil.disk_usage(place).free
    if free < LEAST_DISK:
        return [Fault(f"디스크에 {free / 2**30:.1f}GB만 남았어요.", "1GB 넘게 비워 주세요.")]
    return []


def clock_check(clock: Clock) -> Check:
    """Return the check of the clock: what we noted earlier must not lie in the future."""

    async def clock_(settings: Settings) -> list[Fault]:
        moments = [fresh.fetched_at for fresh in await _freshness(settings) if fresh.fetched_at]
        ahead = max(((moment - clock()).total_seconds() for moment in moments), default=0.0)
        if ahead <= CLOCK_SLACK:
            return []
        cure = "NTP로 시각을 맞춰 주세요. (예: timedatectl set-ntp true)"
        return [Fault(f"시계가 적어도 {ahead / 60:.0f}분 늦어요.", cure)]

    return clock_


def checks(clock: Clock) -> dict[str, Check]:
    """Return every check by its Korean name, in the order in which they are told."""
    return {
        "하우스 환경": house,
        "엔진 환경": engine,
        "문장 인코더": sentences,
        "모델": model,
        "데이터베이스": database,
        "포트": ports,
        "비밀값": secrets,
        "시계": clock_check(clock),
        "연습·운영 모드": mode,
        "텔레그램": telegram,
        "파일 검사": files,
        "디스크": disk,
    }


async def examine(settings: Settings, clock: Clock) -> dict[str, list[Fault]]:
    """Return the faults found by every check; an empty list means well."""
    return {name: await check(settings) for name, check in checks(clock).items()}


def port_fault(setting: str, port: int) -> Fault:
    """Return what is said when a stranger holds one of our ports."""
    return Fault(f"{port}번 포트를 다른 프로그램이 쓰고 있어요.", f"그 프로그램을 끄거나 {setting}를 바꿔 주세요.")


def taken(host: str, port: int) -> bool:
    """Tell whether somebody listens on that port already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return True
    return False


def _doors(settings: Settings) -> list[tuple[str, int, str, dict[str, str]]]:
    engine = {"x-engine-secret": settings.engine_secret.get_secret_value()}
    actions = {"x-actions-secret": settings.actions_secret.get_secret_value()}
    return [
        ("ILJARI_PORT", settings.port, f"http://{settings.host}:{settings.port}/healthz", {}),
        ("ILJARI_ENGINE_PORT", settings.engine_port, f"{settings.engine_url}/webhooks/turns/", engine),
        ("ILJARI_ACTIONS_PORT", settings.actions_port, settings.actions_url.replace("webhook", "health"), actions),
    ]


async def _ours(url: str, headers: dict[str, str]) -> bool:
    """Tell whether one of our processes answers there: ours say one of three words in JSON."""
    try:
        async with httpx.AsyncClient(timeout=3.0, trust_env=False) as client:
            said = (await client.get(url, headers=headers)).json()
    except (httpx.HTTPError, ValueError):
        return False
    return isinstance(said, dict) and not said.keys().isdisjoint({"ready", "alive", "status"})


async def _freshness(settings: Settings) -> list[catalogue.Freshness]:
    """Return how fresh each source is; nothing if the database cannot say, which is another check's matter."""
    store = Database(settings.database)
    try:
        async with store.read() as connection:
            return await catalogue.freshness(connection)
    except (SQLAlchemyError, OSError):
        return []
    finally:
        await store.close()


async def _run(*command: str) -> str | None:
    """Return what a program printed, or None when it could not be started or failed."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError:
        return None
    said, _ = await process.communicate()
    return said.decode().strip() if process.returncode == 0 else None


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

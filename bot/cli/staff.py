"""`staff`: counselors' accounts at the command line."""

from __future__ import annotations

from bot.cli.faults import Told
from bot.cli.stations import store
from bot.cli.supervisor import Say
from bot.console import accounts
from bot.console.accounts import AccountRefused, NoSuchAccount
from bot.settings import Settings
from bot.store.clock import new_id, now
from bot.store.database import Database

ONCE = "한 번만 쓰는 비밀번호예요. 처음 로그인할 때 바꿔요."


async def first_account(database: Database, say: Say) -> None:
    """Make the first counselor if there is none, and say the one-time password: nobody can sign in without it."""
    made = await accounts.first_account(database, now, new_id)
    if made:
        say("house", f"첫 상담사 계정을 만들었어요.  아이디 {made[0]}  비밀번호 {made[1]}")
        say("house", f"{ONCE} 잃어버리면 python -m bot staff reset {made[0]}")


async def add(settings: Settings, login: str, name: str, role: str) -> None:
    """Make an account and print its password. Raises Told."""
    async with store(settings) as database:
        try:
            password = await accounts.add(database, now, new_id, login=login, name=name, role=role)
        except AccountRefused as refusal:
            raise Told(str(refusal)) from None
    print(f"{login}  {password}\n{ONCE}")


async def reset(settings: Settings, login: str) -> None:
    """Give an account a new password and print it. Raises Told."""
    async with store(settings) as database:
        try:
            password = await accounts.reset(database, login)
        except NoSuchAccount:
            raise unknown(login) from None
    print(f"{login}  {password}\n{ONCE}")


async def disable(settings: Settings, login: str) -> None:
    """Shut an account. Raises Told."""
    async with store(settings) as database:
        try:
            await accounts.disable(database, now, login)
        except NoSuchAccount:
            raise unknown(login) from None
    print(f"{login} 계정을 닫았어요.")


async def show(settings: Settings) -> None:
    """Print every account, one a line."""
    async with store(settings) as database:
        for account in await accounts.list_all(database):
            state = "닫힘" if account.disabled_at else "잠김" if (account.locked_until or now()) > now() else "사용 중"
            print(f"{account.login:<20} {account.role:<10} {state:<6} {account.name}")


def unknown(login: str) -> Told:
    """Return what is said of a login that nobody has."""
    return Told(f"{login} 계정이 없어요. python -m bot staff list로 확인해 주세요.")

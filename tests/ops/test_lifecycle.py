"""The whole product as `make run` starts it: comes up in order, heals, answers at the command line, goes down clean."""

import json
import subprocess
import sys

import httpx
import psutil
import pytest

from bot.settings import ROOT
from tests.product import Product

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """A house that has been started once, and is running."""
    running = Product(tmp_path_factory.mktemp("house"))
    running.start()
    yield running
    assert running.stop() == 0


@pytest.fixture
def resting(product):
    """The same house, stopped for this test and started again after it."""
    assert product.stop() == 0
    yield product
    product.start()


def command(product, *words, said=""):
    """Run `python -m bot …` beside the house and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT, env=product.environment, input=said, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_comes_up_in_order_and_prints_what_one_needs(product):
    said = ("접속을 받고 있어요", "첫 상담사 계정", "practice 자료를 받았어요", "엔진이 준비됐어요")
    while said[-1] not in product.told():
        assert product.process.poll() is None
    told = [product.told().index(each) for each in said]
    assert told == sorted(told)
    addresses = [f" {product.url}{path}\n" for path in ("/", "/chat", "/console")]
    assert [address for address in addresses if address not in product.told()] == []
    assert product.first_account()[0] == "counselor"
    for address in addresses:
        assert httpx.get(address.strip(), follow_redirects=True, trust_env=False).status_code == 200


def test_ask_tells_every_turn_in_the_promised_shape(product):
    texts = ["전주에서 사무직 일자리 찾아줘", "센터 몇 시까지 해?"]
    told = json.loads(command(product, "ask", *texts, "--json"))
    assert [turn["text"] for turn in told["turns"]] == texts
    for turn in told["turns"]:
        assert turn.keys() == {"text", "control", "replies", "nlu", "answer"}
        assert turn["control"] == "bot"
        assert turn["nlu"].keys() == {"intent", "confidence", "entities"}
        assert turn["answer"]["kind"] in {"programme", "faq", "action", "smalltalk", "fallback"}
        assert turn["replies"]
        assert all(reply.keys() == {"text", "buttons", "cards"} for reply in turn["replies"])
    assert any(reply["cards"] for reply in told["turns"][0]["replies"])
    buttons = [button for turn in told["turns"] for reply in turn["replies"] for button in reply["buttons"]]
    assert buttons
    assert all("payload" not in button for button in buttons)


def test_ask_shows_who_has_the_floor(product):
    told = json.loads(command(product, "ask", "상담원이랑 얘기하고 싶어요", "빨리요", "--json"))
    assert [turn["control"] for turn in told["turns"]] == ["queued", "queued"]


def test_nlu_answers_every_line_in_its_place(product):
    lines = ["센터 몇 시까지 해?", "", "안녕하세요", "실업급여 얼마나 받아요?", "/restart"] * 5
    read = [json.loads(line) for line in command(product, "nlu", said="\n".join(lines) + "\n").splitlines()]
    assert [each["text"] for each in read] == lines
    assert all(each.keys() == {"text", "intent", "confidence", "ranking", "entities", "answer"} for each in read)
    assert [each["intent"] for each in read if each["text"] == ""] == [None] * 5
    assert all(each["answer"]["kind"] for each in read if each["text"])


def test_the_engine_sees_no_secret_but_its_own(product):
    environment = product.part("engine").environ()
    assert environment["ILJARI_ENGINE_SECRET"]
    ours = {"ILJARI_IDENTITY_KEY", "ILJARI_DATABASE_URL"}
    assert ours & environment.keys() == set()


@pytest.mark.parametrize("part", ["gateway", "actions", "engine"])
def test_what_is_killed_comes_back(product, part):
    killed = product.part(part).pid
    assert product.kill(part)
    psutil.wait_procs([psutil.Process(killed)] if psutil.pid_exists(killed) else [], timeout=30)
    while (back := product.part(part)) is None or back.pid == killed:
        assert product.process.poll() is None
    product.until_ready()


def test_a_second_start_makes_no_account_and_no_model(resting):
    said = len(resting.told())
    resting.start()
    again = resting.told()[said:]
    assert resting.stop() == 0
    assert "엔진이 준비됐어요" in again or "접속을 받고 있어요" in again
    assert "첫 상담사 계정" not in again
    assert "모델을 새로" not in again
    assert "자료를 받았어요" not in again


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_nothing_outlives_a_supervisor_that_was_killed(resting):
    resting.start()
    family = psutil.Process(resting.process.pid).children(recursive=True)
    assert len(family) >= 3
    resting.process.kill()
    resting.process.wait()
    resting.process = None
    _, left = psutil.wait_procs(family, timeout=30)
    assert left == []


def test_ask_starts_an_engine_of_its_own_where_none_runs(resting):
    (turn,) = json.loads(command(resting, "ask", "안녕하세요", "--json"))["turns"]
    assert turn["nlu"]["intent"] == "greet"
    assert turn["replies"]

"""A small real action server: rasa-sdk's own executor behind one route, with actions that say what they were asked.

Started as `python tests/contract/answering.py PORT SECRET LOG`. What it does follows from the citizen's words, so the
tests steer it by talking: 고장 fails, 침묵 says nothing, 느림 takes longer than the engine waits, 기억 keeps a fact,
되물음 asks back.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from sanic import Request, Sanic, response

DOMAIN = Path(__file__).parents[2] / "domain.yml"
BY_THE_DOOR = ("action_after_handoff", "action_unanswered")  # no words of the citizen lead to them


def answering(title: str, log: Path) -> Action:
    class Answer(Action):
        def name(self) -> str:
            return title

        async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
            message = tracker.latest_message
            with log.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"action": title, "text": message.get("text"), "slots": tracker.slots}) + "\n")
            text = str(message.get("text") or "")
            if "고장" in text:
                raise RuntimeError("broken on purpose")
            if "느림" in text:
                await asyncio.sleep(5)
            if "침묵" in text:
                return []
            dispatcher.utter_message(
                text=f"{title}: {text}",
                buttons=[{"title": "더 보기", "payload": "/show_more"}],
                json_message={"answer": {"kind": "action", "id": title}, "faq": message.get("knowledge")},
            )
            if title in BY_THE_DOOR:
                return [SlotSet("unanswered", None)]
            told = [SlotSet("facts", {"said": text})] if "기억" in text else []
            return [*told, SlotSet("asking", {"field": "age"})] if "되물음" in text else told

    return Answer()


def serve(port: int, secret: str, log: Path) -> None:
    executor = ActionExecutor()
    for title in yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["actions"]:
        executor.register_action(answering(title, log))
    app = Sanic("answering", configure_logging=False)

    @app.post("/webhook")
    async def webhook(request: Request) -> response.HTTPResponse:
        if request.headers.get("x-actions-secret") != secret:
            return response.json({"error": "forbidden"}, 403)
        try:
            return response.json((await executor.run(request.json)).model_dump())
        except RuntimeError:
            return response.json({"error": "action failed"}, 500)

    app.run("127.0.0.1", port, single_process=True, motd=False, access_log=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))

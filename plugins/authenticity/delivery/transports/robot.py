"""Group robots of WeCom, DingTalk and Feishu: one POST a message, its answer read.

They answer with HTTP 200 whatever they think of a message, and say in the body whether they took
it. Sources: the vendors' pages on custom robots (自定义机器人), with the signatures of the latter
two. Operators read there; a message to them holds nothing of a customer's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from urllib3.exceptions import MaxRetryError

from authenticity.delivery.routes import DINGTALK, FEISHU, WECOM, Robot
from authenticity.delivery.transports.outgoing import (
    NotTakenError,
    Outgoing,
    UnknownError,
    one_line,
)
from authenticity.waiting import told

_OK = 200
_WECOM_BYTES = 2_048
"""WeCom refuses a longer text, at every attempt."""
_VERDICTS = ("errcode", "code")
"""What an answer calls its verdict; 0 is yes."""


@dataclass(frozen=True)
class Post:
    """One request: path below the robot's address, query and body."""

    path: str
    query: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class RobotCarrier:
    """A robot that is ready to be told something."""

    robot: Robot
    timeout_seconds: float
    clock: Callable[[], datetime]

    def carry(self, message: Outgoing) -> None:
        """Say subject and body in the group."""
        if message.content is not None:
            raise NotTakenError("a robot takes no file")
        text = f"{message.subject}\n{message.body}"
        post = _POSTS[self.robot.kind](self.robot, text, self.clock())
        try:
            with told(f"the robot {self.robot.kind}"):
                answer = requests.post(
                    self.robot.address + post.path,
                    params=dict(post.query),
                    json=post.body,
                    timeout=self.timeout_seconds,
                    allow_redirects=False,
                )
        except requests.RequestException as error:
            raise _broken(error) from None
        _require_taken(answer)


@contextmanager
def opened(
    robot: Robot, timeout_seconds: float, clock: Callable[[], datetime]
) -> Iterator[RobotCarrier]:
    """A carrier; each message has a connection of its own."""
    yield RobotCarrier(robot, timeout_seconds, clock)


def _broken(error: requests.RequestException) -> NotTakenError:
    """Never connected: nobody has it. Broken afterwards: somebody may."""
    if error.args and isinstance(error.args[0], MaxRetryError):
        return NotTakenError(f"no connection ({type(error).__name__})", is_over=True)
    return UnknownError(f"no answer ({type(error).__name__})", is_over=True)


def _require_taken(answer: requests.Response) -> None:
    if answer.status_code != _OK:
        raise NotTakenError(f"refused: HTTP {answer.status_code}")
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise NotTakenError("refused: the answer is no JSON object; check the robot's address")
    verdicts = [said[name] for name in _VERDICTS if name in said]
    if verdicts != [0]:
        reason = said.get("errmsg") or said.get("msg") or "no verdict in the answer"
        raise NotTakenError(one_line(f"refused: {verdicts} {reason}"))


def _wecom(robot: Robot, text: str, _at: datetime) -> Post:
    content = text.encode()[:_WECOM_BYTES].decode(errors="ignore")
    body = {"msgtype": "text", "text": {"content": content}}
    return Post("/cgi-bin/webhook/send", {"key": robot.token}, body)


def _dingtalk(robot: Robot, text: str, at: datetime) -> Post:
    query = {"access_token": robot.token}
    if robot.secret:
        stamp = str(round(at.timestamp() * 1000))
        signed = _signature(robot.secret, f"{stamp}\n{robot.secret}")
        query |= {"timestamp": stamp, "sign": signed}
    return Post("/robot/send", query, {"msgtype": "text", "text": {"content": text}})


def _feishu(robot: Robot, text: str, at: datetime) -> Post:
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if robot.secret:
        stamp = str(int(at.timestamp()))
        body |= {"timestamp": stamp, "sign": _signature(f"{stamp}\n{robot.secret}", "")}
    return Post(f"/open-apis/bot/v2/hook/{robot.token}", {}, body)


def _signature(key: str, text: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


_POSTS: Mapping[str, Callable[[Robot, str, datetime], Post]] = {
    WECOM: _wecom,
    DINGTALK: _dingtalk,
    FEISHU: _feishu,
}

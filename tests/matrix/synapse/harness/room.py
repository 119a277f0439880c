"""A room as one person sees it: what was asked, and what the bot made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from .http import Json
from .waiting import PATIENCE, Disappointed

if TYPE_CHECKING:
    from .people import Person


def text(body: str, **more: object) -> Json:
    return {"msgtype": "m.text", "body": body, "m.mentions": {}} | more


def part(content: Json, name: str) -> Json:
    """A member that should be an object. People send anything."""
    value = content.get(name)
    return value if isinstance(value, dict) else {}


@dataclass
class Message:
    """One message with its edits applied, as a client shows it."""

    event: str
    sender: str
    content: Json
    redacted: bool = False
    edits: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        return str(self.content.get("body", ""))

    @property
    def words(self) -> str:
        """Everything readable in it."""
        return self.body + "\n" + str(self.content.get("formatted_body", ""))

    @property
    def relation(self) -> Json:
        return part(self.content, "m.relates_to")

    @property
    def replies_to(self) -> str:
        return str(part(self.relation, "m.in_reply_to").get("event_id", ""))

    @property
    def thread(self) -> str:
        return str(self.relation.get("event_id", "")) if self.relation.get("rel_type") == "m.thread" else ""


class Room:
    def __init__(self, person: Person, room: str) -> None:
        self.person = person
        self.id = room
        self._events: list[Json] = []
        self._position: str | None = None

    def seen_by(self, person: Person) -> Room:
        return Room(person, self.id)

    # What the person does

    async def say(self, body: str, **more: object) -> str:
        """The event's id. `more` is further content, such as m.mentions or msgtype."""
        return await self.person.send(self.id, "m.room.message", text(body) | more)

    async def say_in_thread(self, root: str, body: str) -> str:
        fallback = {"is_falling_back": True, "m.in_reply_to": {"event_id": root}}
        relation = {"rel_type": "m.thread", "event_id": root} | fallback
        return await self.say(body, **{"m.relates_to": relation})

    async def reply(self, event: str, body: str) -> str:
        return await self.say(body, **{"m.relates_to": {"m.in_reply_to": {"event_id": event}}})

    async def edit(self, event: str, body: str) -> str:
        relation = {"rel_type": "m.replace", "event_id": event}
        return await self.say("* " + body, **{"m.new_content": text(body), "m.relates_to": relation})

    async def react(self, event: str, key: str) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return await self.person.send(self.id, "m.reaction", {"m.relates_to": relation})

    async def redact(self, event: str) -> None:
        await self.person.redact(self.id, event)

    # What the person sees

    async def events(self) -> list[Json]:
        """All that is in the room by now, oldest first."""
        fresh, self._position = await self.person.read(self.id, self._position)
        self._events += fresh
        return self._events

    async def messages(self) -> list[Message]:
        messages: dict[str, Message] = {}
        originals: dict[str, Message] = {}
        for event in await self.events():
            content, kind = event.get("content", {}), event["type"]
            relation = part(content, "m.relates_to")
            if kind == "m.room.redaction":
                target = content.get("redacts") or event.get("redacts", "")
                if target in messages:
                    messages[target].redacted = True
            elif kind == "m.room.message" and relation.get("rel_type") == "m.replace":
                original = messages.get(relation.get("event_id", ""))
                if original and original.sender == event["sender"]:
                    kept = {"m.relates_to": original.relation} if original.relation else {}
                    original.content = part(content, "m.new_content") | kept
                    original.edits.append(event["event_id"])
                    originals[event["event_id"]] = original
            elif kind == "m.room.message":
                # Already redacted when we read it: no content left.
                gone = not content
                messages[event["event_id"]] = Message(event["event_id"], event["sender"], content, gone)
        return list(messages.values())

    async def messages_of(self, user: str) -> list[Message]:
        return [message for message in await self.messages() if message.sender == user]

    async def answers(self, command: str) -> list[Message]:
        """Everybody else's messages that reply to the command; edits do not count."""
        mine = self.person.user
        return [m for m in await self.messages() if m.sender != mine and m.replies_to == command]

    async def answer(self, command: str, showing: str = "", seconds: float = PATIENCE) -> Message:
        """Waits for the one answer to a command, until it shows the words."""

        async def found() -> Message | None:
            answers = await self.answers(command)
            if len(answers) > 1:
                raise Disappointed(f"{len(answers)} answers to one command")
            return answers[0] if answers and showing in answers[0].words else None

        what = f'an answer with "{showing}"' if showing else "an answer"
        try:
            return await self.person.until(what, found, seconds)
        except Disappointed as failure:
            seen = [message.body[:200] for message in await self.answers(command)]
            raise Disappointed(f"{failure}; answers so far: {seen}") from None

    async def standing(self, message: str) -> list[Message]:
        """The answers to a message that are not erased."""
        return [answer for answer in await self.answers(message) if not answer.redacted]

    async def shows(self, message: str, *numbers: str) -> list[Message]:
        """Waits until the answers to a message are one card for each of these tickets, and gives them in this order."""

        found: list[Message] = []

        async def reached() -> bool:
            cards = await self.standing(message)
            found[:] = [card for number in numbers for card in cards if number in card.words]
            return len(cards) == len(found) == len(numbers)

        try:
            await self.person.until(f"cards of the tickets {numbers}, and no others", reached)
            return found
        except Disappointed as failure:
            seen = [answer.body[:80] for answer in await self.standing(message)]
            raise Disappointed(f"{failure}; there are: {seen}") from None

    async def event(self, event: str) -> Json:
        """One event as the server gives it now."""
        path = f"/rooms/{quote(self.id, safe='')}/event/{quote(event, safe='')}"
        return await self.person.synapse.as_user(self.person.account, "GET", path)

    async def reactions(self, event: str, user: str) -> set[str]:
        """The keys of somebody's reactions to an event."""
        keys = set()
        for candidate in await self.events():
            relation = part(candidate["content"], "m.relates_to")
            if candidate["type"] == "m.reaction" and candidate["sender"] == user and relation.get("event_id") == event:
                keys.add(relation["key"])
        return keys

"""The harness looks at itself, without a bot."""

from harness.scenario import World, scenario
from harness.waiting import expect


@scenario("people see in a real Synapse what others say, edit, redact and react to")
async def people_see_each_other(world: World) -> None:
    await world.start()
    anna, ben = await world.person("anna"), await world.person("ben")
    room = await anna.open_room(ben.user)
    seen = (await ben.join(room.id)).seen_by(ben)

    question = await room.say("How is the weather?")
    reply = await seen.reply(question, "Fair.")
    answer = await room.answer(question, "Fair.")
    expect(answer.sender == ben.user, "Ben answered")

    await seen.edit(reply, "Foul.")
    answer = await room.answer(question, "Foul.")
    expect(len(answer.edits) == 1, "one edit")

    await room.react(reply, "👍")

    async def reacted() -> bool:
        return await seen.reactions(reply, anna.user) == {"👍"}

    await ben.until("a reaction", reacted)
    await seen.redact(reply)

    async def gone() -> bool:
        return (await room.answers(question))[0].redacted

    await anna.until("the redaction", gone)
    expect((await room.event(reply))["content"] == {}, "the server has erased the content")

from test_second_factor import *
async def test_dbg(client, cast, headers):
    await enrol(cast.owner)
    await require(cast.owner)
    print(await rows("select id, second_factor_required from app.clinic"))
    async with start_work(cast.owner) as work:
        print((await work.session.execute(text("select id, second_factor_required from app.clinic"))).all())
    print(await actors.actor_of(cast.nurse.user_id, cast.nurse.tenant_id))
    assert 0

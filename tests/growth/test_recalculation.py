"""What a new version of the computation would change, said before it is done."""

from typing import Any

import pytest
from cred_desk import Desk
from sqlalchemy import text

from clinic_app.core.database import start_work
from clinic_app.core.errors import ClinicError
from clinic_app.growth import recalculation, service


async def stored(cast: Any) -> Any:
    async with start_work(cast.owner) as work:
        query = "select result->'scores'->'weight_age'->>'z', z_weight_age, algorithm, inputs->>'born' from app.growth_checkup"
        return tuple((await work.session.execute(text(query))).one())


async def test_a_recalculation_tells_first_and_writes_only_when_asked(desk: Desk, cast: Any) -> None:
    await desk.check(await desk.child())
    said: list[tuple[Any, ...]] = []
    assert await recalculation.recalculate(cast.owner.tenant_id, said.append) == (1, 0, False)
    assert said == []
    async with start_work(cast.owner) as work:
        change = "update app.growth_checkup set algorithm = 'who-0/growth-0', result = jsonb_set(result, '{scores,weight_age,z}', '1.5')"
        await work.session.execute(text(change))
    assert await recalculation.recalculate(cast.owner.tenant_id, said.append) == (1, 1, False)
    assert [row[3:] for row in said] == [("scores.weight_age.z", 1.5, -0.59), ("algorithm", "who-0/growth-0", service.ALGORITHM)]
    assert (await stored(cast))[0] == "1.5"
    assert await recalculation.recalculate(cast.owner.tenant_id, said.append, apply=True) == (1, 1, True)
    z, column, algorithm, born = await stored(cast)
    assert (z, str(column), algorithm, born) == ("-0.59", "-0.59", service.ALGORITHM, "2022-06-15")
    assert await recalculation.recalculate(cast.owner.tenant_id, said.append) == (1, 0, False)


async def test_the_clinic_is_named_by_number_or_name(cast: Any) -> None:
    assert recalculation.clinic_id("consultorio sonqo") == cast.owner.tenant_id
    assert recalculation.clinic_id(str(cast.owner.tenant_id)) == cast.owner.tenant_id
    with pytest.raises(ClinicError):
        recalculation.clinic_id("otro")

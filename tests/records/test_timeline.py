"""The timeline: every domain in one stream, the newest first, and only what one may read."""

from datetime import UTC, datetime, timedelta

from clinic_app.core import hooks
from clinic_app.core.database import start_work
from clinic_app.core.hooks import Happening
from clinic_app.records import timeline

SOON = datetime.now(UTC) + timedelta(days=1)


async def test_one_stream_newest_first_and_one_kind_of_it(cast, child, monkeypatch):
    async def growth(work, patient_id, before, limit):
        return [Happening("growth", SOON, "Control de crecimiento")]

    monkeypatch.setattr(hooks, "TIMELINE", [*hooks.TIMELINE, growth])
    made = await child.open()
    async with start_work(cast.nurse) as work:
        found = await timeline.read(work, child.id)
        assert next(one.kind for one in found) == "growth" and {"history", "person"} <= {one.kind for one in found}
        assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
        (only,) = await timeline.read(work, child.id, "history")
        assert only.name == made["numero"]
        assert await timeline.read(work, child.id, before=datetime(2020, 1, 1, tzinfo=UTC)) == [
            Happening("growth", SOON, "Control de crecimiento")
        ]


async def test_what_is_clinical_is_not_told_to_the_desk(cast, child):
    await child.open()
    async with start_work(cast.receptionist) as work:
        assert "history" not in {one.kind for one in await timeline.read(work, child.id)}
    async with start_work(cast.outsider) as work:
        assert await timeline.read(work, child.id) == []

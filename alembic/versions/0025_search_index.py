"""A search of patients is answered by an index of three-letter pieces, and the month's attentions are counted in an index of their own.

LIKE is not marked as leak-proof, so row-level security keeps it from ever being a condition of an index: all patients of the clinic had to
be walked. `app.patient_found` is the way round: it reads with the rights of the owner of the tables, who has a policy of her own for
reading patients, and shows the clinic of the transaction alone, by a condition of its own. `tenant_id + 0` is what only the new index
knows: the planner, who cannot tell how large this clinic is, would take the list's index and walk. Its pending entries are kept few,
because each search reads them all.
"""

from alembic import op

revision = "0025"
down_revision = "0024"

GROUND = r"""
create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gin with schema public;
create index ix_patient_found on app.patient using gin ((tenant_id + 0), search public.gin_trgm_ops)
  with (gin_pending_list_limit = 512) where is_active;
create policy found on app.patient for select to current_user using (true);
create view app.patient_found as
  select tenant_id, id, search, sex, is_active from app.patient where is_active and tenant_id + 0 = (select app.tenant());
grant select on app.patient_found to clinic_app;
create index ix_appointment_attended on app.appointment (tenant_id, starts_at) where status = 'atendida';
"""


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute(GROUND)

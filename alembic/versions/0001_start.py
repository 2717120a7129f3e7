"""The first schema: tenancy, people, subscriptions, patients, services, agenda, job queue."""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

GROUND = r"""
create extension if not exists btree_gist;
create schema app;
grant usage on schema app to clinic_app;

create function app.tenant() returns bigint language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::bigint;
create function app.person() returns bigint language sql stable parallel safe
  return nullif(current_setting('app.user_id', true), '')::bigint;
-- lower case without accents: what names are searched and sorted by
create function app.norm(text) returns text language sql immutable strict parallel safe
  return regexp_replace(normalize(lower($1), NFD), '[\u0300-\u036f]', '', 'g');

-- closes a table of clinics to all but the clinic of the transaction; `(select …)` is evaluated once a statement and not once a row
create procedure app.wall(tbl regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tbl);
  execute format('alter table %s force row level security', tbl);
  execute format('create policy tenant on %s using (tenant_id = (select app.tenant())) with check (tenant_id = (select app.tenant()))', tbl);
  execute format('grant select, insert, update, delete on %s to clinic_app', tbl);
end $$;
"""

TENANT_TABLES = (
    "agenda_block",
    "agenda_settings",
    "appointment",
    "clinic_count",
    "guardian",
    "patient",
    "service",
    "subscription",
)
GLOBAL_TABLES = ("user_account", "web_session", "refresh_token", "password_reset", "sign_in_failures")

PEOPLE_WALLS = """
-- a person sees her own memberships (to choose a clinic) and those of the clinic she is in
alter table app.membership enable row level security;
alter table app.membership force row level security;
create policy tenant on app.membership using (tenant_id = (select app.tenant()) or user_id = (select app.person()))
  with check (tenant_id = (select app.tenant()));
alter table app.clinic enable row level security;
alter table app.clinic force row level security;
create policy tenant on app.clinic
  using (id = (select app.tenant()) or exists (select 1 from app.membership m where m.tenant_id = id and m.user_id = (select app.person())))
  with check (id = (select app.tenant()));
grant select, insert, update on app.clinic, app.membership to clinic_app;
grant usage on all sequences in schema app to clinic_app;
"""

TRIGGERS = """
create function app.count_patients() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.is_active then
    insert into app.clinic_count as c values (new.tenant_id, 1) on conflict (tenant_id) do update set patients = c.patients + 1;
  elsif tg_op = 'UPDATE' and new.is_active <> old.is_active then
    update app.clinic_count set patients = patients + case when new.is_active then 1 else -1 end where tenant_id = new.tenant_id;
  elsif tg_op = 'DELETE' and old.is_active then
    update app.clinic_count set patients = patients - 1 where tenant_id = old.tenant_id;
  end if;
  return null;
end $$;
create trigger count_patients after insert or update of is_active or delete on app.patient
  for each row execute function app.count_patients();

-- ids only: each browser asks again with its own rights
create function app.tell_change() returns trigger language plpgsql as $$
declare row_ record;
begin
  row_ := coalesce(new, old);
  perform pg_notify('changes', json_build_object('tenant', row_.tenant_id, 'table', tg_table_name, 'id', row_.id)::text);
  return null;
end $$;
create trigger tell_change after insert or update or delete on app.appointment for each row execute function app.tell_change();
create trigger tell_change after insert or update or delete on app.agenda_block for each row execute function app.tell_change();
create trigger tell_change after insert or update or delete on app.patient for each row execute function app.tell_change();
"""

JOB_RIGHTS = """
grant usage on schema jobs to clinic_app;
grant all on all tables in schema jobs to clinic_app;
grant all on all sequences in schema jobs to clinic_app;
"""


def upgrade() -> None:
    run = op.get_bind().connection.driver_connection.execute
    run(GROUND)
    create_tables()
    for table in TENANT_TABLES:
        run(f"call app.wall('app.{table}')")
    for table in GLOBAL_TABLES:
        run(f"grant select, insert, update, delete on app.{table} to clinic_app")
    run(PEOPLE_WALLS)
    run(TRIGGERS)
    run("create schema jobs; set local search_path to jobs")
    run(SchemaManager.get_schema())
    run(JOB_RIGHTS)
    run("set local search_path to public")


def create_tables() -> None:
    op.create_table(
        "clinic",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("tax_id", sa.String(), nullable=False),
        sa.Column("logo", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("ubigeo", sa.String(), nullable=False),
        sa.Column("altitude", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="app",
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("email_hash", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("email_hash", name=op.f("pk_sign_in_failures")),
        schema="app",
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("license_number", sa.String(), nullable=False),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("registry_number", sa.String(), nullable=False),
        sa.Column("photo", sa.String(), nullable=False),
        sa.Column("signature_stamp", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_platform_admin", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        schema="app",
    )
    op.create_table(
        "agenda_settings",
        sa.Column("tenant_id", sa.BigInteger(), server_default=sa.text("app.tenant()"), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=False),
        sa.Column("end_time", sa.Time(), nullable=False),
        sa.Column("working_days", sa.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("interval_minutes", sa.Integer(), nullable=False),
        sa.Column("gap_minutes", sa.Integer(), nullable=False),
        sa.Column("allow_same_day", sa.Boolean(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("start_time < end_time", name=op.f("ck_agenda_settings_hours")),
        sa.ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"], name=op.f("fk_agenda_settings_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agenda_settings")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_agenda_settings_tenant_id")),
        schema="app",
    )
    op.create_table(
        "clinic_count",
        sa.Column("tenant_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("patients", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.clinic.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id"),
        schema="app",
    )
    op.create_table(
        "membership",
        sa.Column("tenant_id", sa.BigInteger(), server_default=sa.text("app.tenant()"), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"], name=op.f("fk_membership_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app.user_account.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_membership")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_membership_tenant_id_user_id")),
        schema="app",
    )
    op.create_index("ix_membership_user", "membership", ["user_id"], unique=False, schema="app")
    op.create_table(
        "password_reset",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app.user_account.id"], name=op.f("fk_password_reset_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_password_reset")),
        schema="app",
    )
    op.create_index(op.f("ix_password_reset_user_id"), "password_reset", ["user_id"], unique=False, schema="app")
    op.create_table(
        "patient",
        sa.Column("tenant_id", sa.BigInteger(), server_default=sa.text("app.tenant()"), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_type", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("given_names", sa.String(), nullable=False),
        sa.Column("first_surname", sa.String(), nullable=False),
        sa.Column("second_surname", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("birth_place", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("ubigeo", sa.String(), nullable=False),
        sa.Column("blood_group", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "search",
            sa.Text(),
            sa.Computed(
                "app.norm(first_surname || ' ' || second_surname || ' ' || given_names || ' ' || document_number || ' ' || phone)",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"], name=op.f("fk_patient_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_patient")),
        schema="app",
    )
    op.create_index(
        "ix_patient_list",
        "patient",
        ["tenant_id", "search", "id"],
        unique=False,
        schema="app",
        postgresql_include=["sex"],
        postgresql_where=sa.text("is_active"),
    )
    op.create_index(
        "uq_patient_document",
        "patient",
        ["tenant_id", "document_type", "document_number"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("is_active and document_number <> ''"),
    )
    op.create_table(
        "refresh_token",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("family", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app.user_account.id"], name=op.f("fk_refresh_token_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_refresh_token")),
        schema="app",
    )
    op.create_index(op.f("ix_refresh_token_family"), "refresh_token", ["family"], unique=False, schema="app")
    op.create_index(op.f("ix_refresh_token_user_id"), "refresh_token", ["user_id"], unique=False, schema="app")
    op.create_table(
        "service",
        sa.Column("tenant_id", sa.BigInteger(), server_default=sa.text("app.tenant()"), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("price", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("color", sa.String(), nullable=False),
        sa.Column("requires_consent", sa.Boolean(), nullable=False),
        sa.Column("instructions", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.CheckConstraint("duration_minutes between 5 and 720", name=op.f("ck_service_duration")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_service_price")),
        sa.ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"], name=op.f("fk_service_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_service")),
        schema="app",
    )
    op.create_index("ix_service_list", "service", ["tenant_id", "position", "name"], unique=False, schema="app")
    op.create_table(
        "subscription",
        sa.Column("tenant_id", sa.BigInteger(), server_default=sa.text("app.tenant()"), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("payment_period", sa.String(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"], name=op.f("fk_subscription_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_subscription_tenant_id")),
        schema="app",
    )
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("clinic_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app.user_account.id"], name=op.f("fk_web_session_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
        schema="app",
    )
    op.create_index(op.f("ix_web_session_user_id"), "web_session", ["user_id"], unique=False, schema="app")
    op.create_table(
        "agenda_block",
        sa.Column("tenant_id", sa.BigInteger(), server_default=sa.text("app.tenant()"), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("professional_id", sa.BigInteger(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("color", sa.String(), nullable=False),
        sa.Column("is_recurring", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("end_date >= start_date", name=op.f("ck_agenda_block_order")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "professional_id"],
            ["app.membership.tenant_id", "app.membership.id"],
            name=op.f("fk_agenda_block_tenant_id_professional_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agenda_block")),
        schema="app",
    )
    op.create_index(
        "ix_agenda_block_dates", "agenda_block", ["tenant_id", "professional_id", "start_date", "end_date"], unique=False, schema="app"
    )
    op.create_table(
        "appointment",
        sa.Column("tenant_id", sa.BigInteger(), server_default=sa.text("app.tenant()"), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("professional_id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("period", postgresql.TSTZRANGE(), sa.Computed("tstzrange(starts_at, ends_at)", persisted=True), nullable=False),
        sa.Column("care_type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminder_sent", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("tenant_id"), "="),
            (sa.column("professional_id"), "="),
            (sa.column("period"), "&&"),
            where=sa.text("status in ('programada', 'confirmada', 'en_atencion', 'atendida')"),
            using="gist",
            name="ex_appointment_overlap",
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_appointment_order")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"], ["app.patient.tenant_id", "app.patient.id"], name=op.f("fk_appointment_tenant_id_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "professional_id"],
            ["app.membership.tenant_id", "app.membership.id"],
            name=op.f("fk_appointment_tenant_id_professional_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "service_id"], ["app.service.tenant_id", "app.service.id"], name=op.f("fk_appointment_tenant_id_service_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_appointment")),
        schema="app",
    )
    op.create_index(
        "ix_appointment_day",
        "appointment",
        ["tenant_id", "starts_at", "professional_id"],
        unique=False,
        schema="app",
        postgresql_include=["status"],
    )
    op.create_index("ix_appointment_professional", "appointment", ["tenant_id", "professional_id", "starts_at"], unique=False, schema="app")
    op.create_index("ix_appointment_patient", "appointment", ["tenant_id", "patient_id", "starts_at"], unique=False, schema="app")
    op.create_table(
        "guardian",
        sa.Column("tenant_id", sa.BigInteger(), server_default=sa.text("app.tenant()"), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("document_type", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("given_names", sa.String(), nullable=False),
        sa.Column("surnames", sa.String(), nullable=False),
        sa.Column("relationship", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("alternative_phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("is_principal", sa.Boolean(), nullable=False),
        sa.Column("can_authorize", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"], ["app.patient.tenant_id", "app.patient.id"], name=op.f("fk_guardian_tenant_id_patient_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_guardian")),
        schema="app",
    )
    op.create_index("ix_guardian_patient", "guardian", ["tenant_id", "patient_id"], unique=False, schema="app")
    op.create_index(
        "uq_guardian_principal",
        "guardian",
        ["tenant_id", "patient_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("is_principal"),
    )

"""Who may do what: the one table. A permission is `scope:action`; those that end in `:write` change data."""

from enum import StrEnum


class Permission(StrEnum):
    PATIENTS_READ = "patients:read"
    PATIENTS_WRITE = "patients:write"
    PATIENTS_MERGE = "patients-merge:write"
    PATIENTS_IMPORT = "patients-import:write"
    PATIENTS_EXPORT = "patients-export:read"  # the whole list in one file
    RECORDS_READ = "records:read"  # what is clinical: history, notes, growth
    RECORDS_WRITE = "records:write"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    AGENDA_READ = "agenda:read"
    AGENDA_WRITE = "agenda:write"
    SERVICES_READ = "services:read"
    SERVICES_WRITE = "services:write"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    AUDIT_READ = "audit:read"
    BILLING_READ = "billing:read"
    BILLING_WRITE = "billing:write"
    SUBSCRIPTION_READ = "subscription:read"
    SUBSCRIPTION_MANAGE = "subscription:manage"  # not a `:write`: an expired clinic must be able to renew
    ACCOUNT_SELF = "account:self"  # one's own profile, password and language
    PLATFORM_ADMIN = "platform:admin"  # the installation: no role of a clinic has it


P = Permission
_SELF = {P.ACCOUNT_SELF}
_READ = {P.PATIENTS_READ, P.AGENDA_READ, P.SERVICES_READ, P.SETTINGS_READ, P.PEOPLE_READ, P.SUBSCRIPTION_READ}
_DESK = _SELF | _READ | {P.PATIENTS_WRITE, P.AGENDA_WRITE, P.MESSAGES_READ, P.MESSAGES_WRITE}
_CARE = _DESK | {P.RECORDS_READ, P.RECORDS_WRITE}

ROLES: dict[str, frozenset[Permission]] = {
    "owner": frozenset(set(Permission) - {P.PLATFORM_ADMIN}),
    "nurse": frozenset(_CARE | {P.SERVICES_WRITE, P.PATIENTS_MERGE, P.PATIENTS_IMPORT, P.PATIENTS_EXPORT}),
    "professional": frozenset(_CARE),
    "receptionist": frozenset(_DESK),
    "accountant": frozenset(_SELF | {P.SERVICES_READ, P.SETTINGS_READ, P.BILLING_READ, P.BILLING_WRITE, P.SUBSCRIPTION_READ}),
    "auditor": frozenset(_SELF | _READ | {P.RECORDS_READ, P.MESSAGES_READ, P.AUDIT_READ, P.BILLING_READ}),
}
CARING_ROLES = ("owner", "nurse", "professional")  # those who attend patients and so have an agenda
